drop policy lookup on notification_opt_outs;
revoke select on notification_opt_outs from plugs_lookup;
create or replace function app.organizations_with_reminders() returns setof uuid
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
drop function app.hears_of(uuid, uuid, text);
