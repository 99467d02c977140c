-- Notifications, the core: what somebody is told of, where it leads and what caused it; what they want no more of by which
-- channel; how many they have not read, which every page shows; and where a reminder is due.

alter table notifications
  add column kind varchar(20) not null,
  add column path varchar(500),
  add column cause varchar(100),
  add constraint notifications_kind_check check (kind in ('assigned', 'follow_up_due', 'mentioned')),
  add constraint notifications_path_check check (path ~ '^/([^/\\]|$)'),
  add constraint notifications_once unique (organization_id, user_id, channel, cause);
comment on table notifications is 'What one person was told by one channel; dismissed ones are soft-deleted. The application may DELETE one that has expired.';
comment on column notifications.kind is 'What it is about, which says who wants it by which channel.';
comment on column notifications.path is 'Where it leads, on this site.';
comment on column notifications.cause is 'What happened. The same is told once by a channel.';
grant delete on notifications to plugs_app;

drop index idx_notifications_unread;
create index idx_notifications_unread on notifications (organization_id, user_id, created_at, id)
  where channel = 'in_app' and not is_read and not is_deleted;

create table notification_opt_outs (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  user_id uuid not null,
  kind varchar(20) not null,
  channel varchar(20) not null,
  created_at timestamptz not null default now(),

  constraint notification_opt_outs_pkey primary key (organization_id, id),
  constraint notification_opt_outs_organization_id_fkey foreign key (organization_id)
    references organizations (id) on delete cascade,
  constraint notification_opt_outs_user_id_fkey foreign key (organization_id, user_id)
    references users (organization_id, id) on delete cascade,
  constraint notification_opt_outs_unique unique (organization_id, user_id, kind, channel),
  constraint notification_opt_outs_kind_check check (kind in ('assigned', 'follow_up_due', 'mentioned')),
  constraint notification_opt_outs_channel_check check (channel in ('in_app', 'email'))
);
comment on table notification_opt_outs is 'What somebody does not want to be told by a channel; the application may DELETE one (wanted again), and the audit trail keeps it.';

call app.protect('notification_opt_outs');
call app.track('notification_opt_outs');
grant select, insert, delete on notification_opt_outs to plugs_app;


-- Told to the one person it is for: the record of such a change is whoever is told.
alter table changes
  drop constraint changes_kind_check,
  add constraint changes_kind_check check (kind in ('contact', 'presence', 'notification'));
create trigger announce_insert after insert on notifications
  referencing new table as came for each statement execute function app.announce('notification', 'user_id');
create trigger announce_update after update on notifications
  referencing old table as went new table as came for each statement execute function app.announce('notification', 'user_id');
create trigger announce_delete after delete on notifications
  referencing old table as went for each statement execute function app.announce('notification', 'user_id');


create function app.follow_up_cause(interaction uuid, due timestamptz) returns text
  language sql stable strict parallel safe
  return 'follow_up/' || interaction || '/' || extract(epoch from due);
comment on function app.follow_up_cause(uuid, timestamptz) is 'What causes a reminder: a planned interaction, at the time for which it is planned.';

-- Whoever looks does not know yet in which organisations somebody is to be reminded.
create function app.organizations_with_reminders() returns setof uuid
  language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select distinct i.organization_id from public.contact_interactions i
  where i.status = 'scheduled' and not i.is_deleted
    and i.interaction_date > now() - interval '1 day' and i.interaction_date <= now()
    and not exists (
      select from public.notifications n
      where n.organization_id = i.organization_id and n.user_id = i.user_id
        and n.cause = app.follow_up_cause(i.id, i.interaction_date))
  order by i.organization_id
$$;
comment on function app.organizations_with_reminders() is 'The ids of the organisations in which a planned interaction came due and nobody was reminded of it.';
grant execute on function app.follow_up_cause(uuid, timestamptz) to plugs_app, plugs_lookup;
grant execute on function app.organizations_with_reminders() to plugs_app;


drop function app.session_user(uuid, uuid);
create function app.session_user(of_organization uuid, of_user uuid)
  returns table (
    organization_name text, email text, first_name text, last_name text, role text, timezone text, locale text,
    avatar_id uuid, logo_id uuid, unread bigint, credential_stamp text)
  language sql stable strict security definer rows 1 set search_path = pg_catalog, pg_temp
as $$
  select o.name, u.email, u.first_name, u.last_name, u.role, u.timezone, u.locale, u.avatar_id, o.logo_id,
    (select count(*) from (
      select from public.notifications n
      where n.organization_id = $1 and n.user_id = $2 and n.channel = 'in_app' and not n.is_read and not n.is_deleted
      limit 100) as few),
    encode(sha256(convert_to(u.password_hash, 'UTF8')), 'hex')
  from public.users u
  join public.organizations o on o.id = u.organization_id
  where u.organization_id = $1 and u.id = $2
    and not u.is_deleted and u.is_active and u.role <> 'system'
    and not o.is_deleted and o.is_active
$$;
comment on function app.session_user(uuid, uuid) is 'What a request of a signed-in person needs; no row once the person or the organisation is inactive or deleted. The stamp changes with the password; of what is unread, at most a hundred are counted.';
grant execute on function app.session_user(uuid, uuid) to plugs_app;

grant create on schema app to plugs_lookup;
alter function app.session_user(uuid, uuid) owner to plugs_lookup;
alter function app.organizations_with_reminders() owner to plugs_lookup;
revoke create on schema app from plugs_lookup;
grant select on notifications, contact_interactions to plugs_lookup;
create policy lookup on notifications for select to plugs_lookup using (current_user = 'plugs_lookup');
create policy lookup on contact_interactions for select to plugs_lookup using (current_user = 'plugs_lookup');
