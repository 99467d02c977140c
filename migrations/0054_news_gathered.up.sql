-- Several pieces of news that come within a minute or two go into one mail.

alter table notifications
  add column waits_for_mail boolean not null default false,
  add constraint notifications_waits_for_mail_check check (not waits_for_mail or channel = 'email');
comment on column notifications.waits_for_mail is 'It is mailed with others of its person, once the first of them has waited for a minute.';
create index idx_notifications_waits_for_mail on notifications (organization_id, user_id, created_at, id) where waits_for_mail;

-- Whoever looks does not know yet in which organisations something is to be mailed.
create function app.organizations_with_news() returns setof uuid
  language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select distinct n.organization_id from public.notifications n
  where n.waits_for_mail and n.created_at <= now() - interval '1 minute'
  order by n.organization_id
$$;
comment on function app.organizations_with_news() is 'The ids of the organisations in which news has waited long enough to be mailed.';
grant execute on function app.organizations_with_news() to plugs_app;

grant create on schema app to plugs_lookup;
alter function app.organizations_with_news() owner to plugs_lookup;
revoke create on schema app from plugs_lookup;
