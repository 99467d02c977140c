-- Many interactions in one statement (an import, a bulk change, the demo) cost their contacts one change each, made
-- together, and not one look per interaction.

-- Arguments: none. The rows that a statement wrote and unwrote are `came` and `went`.
create or replace function app.keep_last_interaction() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  of_organizations uuid[];
  touched uuid[];
begin
  if tg_op = 'INSERT' then
    select array_agg(organization_id), array_agg(contact_id) into of_organizations, touched
    from (select distinct organization_id, contact_id from came) as met;
  elsif tg_op = 'DELETE' then
    select array_agg(organization_id), array_agg(contact_id) into of_organizations, touched
    from (select distinct organization_id, contact_id from went) as met;
  else
    select array_agg(organization_id), array_agg(contact_id) into of_organizations, touched
    from (
      select organization_id, unnest(array[was.contact_id, becomes.contact_id]) as contact_id
      from went as was join came as becomes using (organization_id, id)
      where (was.contact_id, was.interaction_date, was.status, was.is_deleted)
        is distinct from (becomes.contact_id, becomes.interaction_date, becomes.status, becomes.is_deleted)
      group by 1, 2
    ) as met;
  end if;
  if touched is null then
    return null;
  end if;

  -- First the locks, then, in a statement of its own, the reading: that statement sees what whoever held a lock did.
  perform from public.contacts c
  join unnest(of_organizations, touched) as met (organization_id, id) using (organization_id, id)
  order by c.id for no key update of c;

  update public.contacts c set last_interaction = latest.at
  from (
    select met.organization_id, met.id, (
      select max(i.interaction_date) from public.contact_interactions i
      where i.organization_id = met.organization_id and i.contact_id = met.id
        and i.status = 'completed' and not i.is_deleted and i.interaction_date <= clock_timestamp()
    ) as at
    from unnest(of_organizations, touched) as met (organization_id, id)
  ) as latest
  where c.organization_id = latest.organization_id and c.id = latest.id and c.last_interaction is distinct from latest.at;
  return null;
end
$$;
comment on function app.keep_last_interaction() is 'Writes the latest completed, undeleted interaction into the contacts of what a statement wrote.';

drop trigger last_interaction on contact_interactions;
create trigger last_interaction_came after insert on contact_interactions
  referencing new table as came
  for each statement execute function app.keep_last_interaction();
create trigger last_interaction_changed after update on contact_interactions
  referencing old table as went new table as came
  for each statement execute function app.keep_last_interaction();
create trigger last_interaction_went after delete on contact_interactions
  referencing old table as went
  for each statement execute function app.keep_last_interaction();

-- As before, and at once where there is no secret.
create or replace function app.hide_secrets(row_values jsonb) returns jsonb
  language sql immutable set search_path = pg_catalog, pg_temp
  return case when row_values ?| array['password_hash', 'credentials'] then
    row_values || (
      select jsonb_object_agg(name, '[hidden]')
      from unnest(array['password_hash', 'credentials']) as secret (name)
      where row_values ? name)
    else row_values end;
