drop policy lookup on contact_interactions;
drop policy lookup on notifications;
revoke select on notifications, contact_interactions from plugs_lookup;
drop function app.organizations_with_reminders();
drop function app.follow_up_cause(uuid, timestamptz);

drop function app.session_user(uuid, uuid);
create function app.session_user(of_organization uuid, of_user uuid)
  returns table (
    organization_name text, email text, first_name text, last_name text, role text, timezone text, locale text,
    avatar_id uuid, logo_id uuid, credential_stamp text)
  language sql stable strict security definer rows 1 set search_path = pg_catalog, pg_temp
as $$
  select o.name, u.email, u.first_name, u.last_name, u.role, u.timezone, u.locale, u.avatar_id, o.logo_id,
    encode(sha256(convert_to(u.password_hash, 'UTF8')), 'hex')
  from public.users u
  join public.organizations o on o.id = u.organization_id
  where u.organization_id = $1 and u.id = $2
    and not u.is_deleted and u.is_active and u.role <> 'system'
    and not o.is_deleted and o.is_active
$$;
comment on function app.session_user(uuid, uuid) is 'What a request of a signed-in person needs; no row once the person or the organisation is inactive or deleted. The stamp changes with the password.';
grant execute on function app.session_user(uuid, uuid) to plugs_app;
grant create on schema app to plugs_lookup;
alter function app.session_user(uuid, uuid) owner to plugs_lookup;
revoke create on schema app from plugs_lookup;

drop trigger announce_insert on notifications;
drop trigger announce_update on notifications;
drop trigger announce_delete on notifications;
truncate changes;
alter table changes
  drop constraint changes_kind_check,
  add constraint changes_kind_check check (kind in ('contact', 'presence'));

drop table notification_opt_outs;
drop index idx_notifications_unread;
create index idx_notifications_unread on notifications (organization_id, user_id, created_at, id)
  where not is_read and not is_deleted;
revoke delete on notifications from plugs_app;
alter table notifications drop column kind, drop column path, drop column cause;
comment on table notifications is 'What one person was told; dismissed ones are soft-deleted, and nobody may DELETE one.';
