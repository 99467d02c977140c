-- Whoever wants to hear of what they planned by no channel, or has left, is reminded of nothing, so nobody looks for it each
-- minute of the day on which it came due.

create function app.hears_of(of_organization uuid, person uuid, about text) returns boolean
  language sql stable
  begin atomic
    select exists (
        select from public.users u
        where u.organization_id = of_organization and u.id = person and u.is_active and not u.is_deleted)
      and exists (
        select from unnest(array['in_app', 'email']) as channel
        where not exists (
          select from public.notification_opt_outs o
          where o.organization_id = of_organization and o.user_id = person and o.kind = about and o.channel = channel));
  end;
comment on function app.hears_of(uuid, uuid, text) is 'Whether a person is told of a kind of things by any channel.';
grant execute on function app.hears_of(uuid, uuid, text) to plugs_app, plugs_lookup;

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
    and app.hears_of(i.organization_id, i.user_id, 'follow_up_due')
  order by i.organization_id
$$;
grant select on notification_opt_outs to plugs_lookup;
create policy lookup on notification_opt_outs for select to plugs_lookup using (current_user = 'plugs_lookup');
