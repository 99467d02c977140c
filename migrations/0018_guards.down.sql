drop function app.session_user(uuid, uuid);
create function app.session_user(of_organization uuid, of_user uuid)
  returns table (
    organization_id uuid, organization_name text, subscription_plan text, organization_settings jsonb, currency text,
    user_id uuid, email text, first_name text, last_name text, role text, avatar_url text, timezone text, locale text,
    is_verified boolean, credential_stamp text)
  language sql stable strict security definer rows 1 set search_path = pg_catalog, pg_temp
as $$
  select o.id, o.name, o.subscription_plan, o.settings, o.settings ->> 'currency',
    u.id, u.email, u.first_name, u.last_name, u.role, u.avatar_url, u.timezone, u.locale,
    u.is_verified, encode(sha256(convert_to(u.password_hash, 'UTF8')), 'hex')
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

drop index idx_users_active;

drop trigger live_media on media_collection_items;
drop trigger live_collection on media_collection_items;
drop trigger live_contact on media;
drop trigger live_event on media;
drop trigger live_event on expenses;
drop trigger live_user on team_members;
drop trigger live_team on team_members;

drop trigger system_user on organizations;
drop function app.needs_system_user();
drop trigger system_role on users;
drop function app.keep_system_role();
alter table users drop constraint users_system_is_fixed;

drop trigger actor on integration_logs;
drop trigger actor on analytics_events;
drop trigger actor on notifications;
drop function app.needs_actor();
revoke execute on function app.require_actor() from plugs_app;

alter table contact_interactions drop constraint contact_interactions_date_check;
do $$
declare
  dated record;
begin
  for dated in
    select conrelid::regclass as table_name, conname from pg_constraint
    where connamespace = 'public'::regnamespace and contype = 'c' and conname = (conrelid::regclass)::text || '_finite'
  loop
    execute format('alter table %s drop constraint %I', dated.table_name, dated.conname);
  end loop;
end
$$;
alter table expenses
  drop constraint expenses_currency_known,
  drop constraint expenses_amount_check,
  add constraint expenses_amount_check check (amount >= 0);
alter table events
  drop constraint events_currency_known,
  drop constraint events_budget_check,
  add constraint events_budget_check check (budget >= 0);
drop function app.is_currency(text);
