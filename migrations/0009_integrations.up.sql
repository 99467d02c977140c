-- Connections to other systems, and a record of each run.

create table integrations (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  provider varchar(50) not null,
  integration_type varchar(20) not null,
  credentials jsonb not null,
  settings jsonb not null default '{}',
  is_active boolean not null default true,
  last_sync timestamptz,
  status varchar(20) not null default 'disconnected',
  metadata jsonb not null default '{}',
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  is_deleted boolean not null default false,
  deleted_at timestamptz,
  deletion_id uuid,

  constraint integrations_pkey primary key (organization_id, id),
  constraint integrations_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint integrations_provider_check check (provider in ('hubspot', 'mailchimp', 'zoom', 'teams')),
  constraint integrations_integration_type_check check (integration_type in ('crm', 'email', 'video', 'calendar')),
  constraint integrations_settings_check check (jsonb_typeof(settings) = 'object'),
  constraint integrations_status_check check (status in ('connected', 'disconnected', 'error')),
  constraint integrations_metadata_check check (jsonb_typeof(metadata) = 'object'),
  constraint integrations_deleted_check check (is_deleted = (deleted_at is not null) and (is_deleted or deletion_id is null))
);
comment on table integrations is 'An organisation''s connections to other systems, one per provider; nobody may DELETE one (soft-deleted).';
comment on column integrations.last_sync is 'Derived: neither audited nor a new version.';

create unique index integrations_unique_provider on integrations (organization_id, provider) where not is_deleted;
create index idx_integrations_status on integrations (organization_id, status) where not is_deleted;
create index idx_integrations_trash on integrations (organization_id, deleted_at, id) where is_deleted;

call app.protect('integrations');
call app.track('integrations', '{last_sync}');
grant select, insert, update on integrations to plugs_app;


create table integration_logs (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  integration_id uuid not null,
  operation varchar(20) not null,
  status varchar(20) not null,
  message text,
  request_data jsonb,
  response_data jsonb,
  started_at timestamptz not null,
  completed_at timestamptz,
  records_processed integer not null default 0,
  records_failed integer not null default 0,
  error_details jsonb,
  created_at timestamptz not null default now(),

  constraint integration_logs_pkey primary key (organization_id, id),
  constraint integration_logs_organization_id_fkey foreign key (organization_id)
    references organizations (id) on delete cascade,
  constraint integration_logs_integration_id_fkey foreign key (organization_id, integration_id)
    references integrations (organization_id, id) on delete cascade,
  constraint integration_logs_operation_check check (operation in ('sync', 'export', 'import', 'webhook')),
  constraint integration_logs_status_check check (status in ('success', 'failed', 'partial'))
);
comment on table integration_logs is 'One row per run of an integration, completed when the run ends; nobody may DELETE one.';

create index idx_integration_logs_integration on integration_logs (organization_id, integration_id, started_at, id);
create index idx_integration_logs_status on integration_logs (organization_id, status, started_at, id);
create index idx_integration_logs_operation on integration_logs (organization_id, operation, started_at, id);

call app.protect('integration_logs');
call app.track('integration_logs', is_audited => false);
grant select, insert, update on integration_logs to plugs_app;
create trigger actor before insert or update or delete on integration_logs for each statement execute function app.needs_actor();
