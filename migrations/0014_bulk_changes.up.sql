-- Changes of many contacts at once, and what stood there before, for as long as they can be taken back.

create table bulk_changes (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  user_id uuid not null,
  change varchar(20) not null,
  created_at timestamptz not null default now(),

  constraint bulk_changes_pkey primary key (organization_id, id),
  constraint bulk_changes_organization_id_fkey foreign key (organization_id)
    references organizations (id) on delete cascade,
  constraint bulk_changes_user_id_fkey foreign key (organization_id, user_id)
    references users (organization_id, id) on delete cascade,
  constraint bulk_changes_change_check
    check (change in ('contact_type', 'status', 'priority', 'owner_id', 'tags', 'delete', 'restore'))
);
comment on table bulk_changes is 'Changes of many contacts at once that can still be undone; not audited, since each contact''s own entry says the same; the application may DELETE one (undone, or too old to be).';

create index idx_bulk_changes_user on bulk_changes (organization_id, user_id, created_at, id);
create index idx_bulk_changes_created_at on bulk_changes (organization_id, created_at, id);

call app.protect('bulk_changes');
grant select, insert, delete on bulk_changes to plugs_app;


create table bulk_change_rows (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  bulk_change_id uuid not null,
  contact_id uuid not null,
  contact_version integer not null,
  prior jsonb not null,

  constraint bulk_change_rows_pkey primary key (organization_id, id),
  constraint bulk_change_rows_organization_id_fkey foreign key (organization_id)
    references organizations (id) on delete cascade,
  constraint bulk_change_rows_bulk_change_id_fkey foreign key (organization_id, bulk_change_id)
    references bulk_changes (organization_id, id) on delete cascade,
  constraint bulk_change_rows_contact_id_fkey foreign key (organization_id, contact_id)
    references contacts (organization_id, id) on delete cascade,
  constraint bulk_change_rows_unique unique (organization_id, bulk_change_id, contact_id)
);
comment on table bulk_change_rows is 'The contacts of a bulk change, with what stood there before; they go with it, and nobody may DELETE one by itself.';
comment on column bulk_change_rows.contact_version is 'The version that the change made: an edit since then is never undone.';
comment on column bulk_change_rows.prior is 'The value before: a text, an array of tags, or null.';

create index idx_bulk_change_rows_contact on bulk_change_rows (organization_id, contact_id);

call app.protect('bulk_change_rows');
grant select, insert on bulk_change_rows to plugs_app;
