-- What people are told, and through which channel.

create table notifications (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  user_id uuid not null,
  title varchar(255) not null,
  message text not null,
  notification_type varchar(20) not null default 'info',
  channel varchar(20) not null default 'in_app',
  data jsonb not null default '{}',
  is_read boolean not null default false,
  read_at timestamptz,
  expires_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  is_deleted boolean not null default false,
  deleted_at timestamptz,
  deletion_id uuid,

  constraint notifications_pkey primary key (organization_id, id),
  constraint notifications_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint notifications_user_id_fkey foreign key (organization_id, user_id)
    references users (organization_id, id) on delete cascade,
  constraint notifications_title_check check (btrim(title) <> ''),
  constraint notifications_notification_type_check
    check (notification_type in ('info', 'success', 'warning', 'error', 'reminder')),
  constraint notifications_channel_check check (channel in ('in_app', 'email', 'sms', 'push')),
  constraint notifications_deleted_check check (is_deleted = (deleted_at is not null) and (is_deleted or deletion_id is null))
);
comment on table notifications is 'What one person was told; dismissed ones are soft-deleted, and nobody may DELETE one.';

create index idx_notifications_user on notifications (organization_id, user_id, created_at, id);
create index idx_notifications_unread on notifications (organization_id, user_id, created_at, id)
  where not is_read and not is_deleted;
create index idx_notifications_created_at on notifications (organization_id, created_at, id) where not is_deleted;
create index idx_notifications_expires_at on notifications (organization_id, expires_at)
  where not is_deleted and expires_at is not null;

call app.protect('notifications');
call app.track('notifications', is_audited => false);
grant select, insert, update on notifications to plugs_app;
create trigger actor before insert or update or delete on notifications for each statement execute function app.needs_actor();
