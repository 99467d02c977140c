drop trigger last_interaction_came on contact_interactions;
drop trigger last_interaction_changed on contact_interactions;
drop trigger last_interaction_went on contact_interactions;

create or replace function app.keep_last_interaction() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  organization uuid := coalesce(new.organization_id, old.organization_id);
  touched uuid[] := array[old.contact_id, new.contact_id];
  latest timestamptz;
  one uuid;
begin
  -- First the lock, then, in a statement of its own, the reading: that statement sees what whoever held the lock did.
  for one in
    select id from public.contacts
    where organization_id = organization and id = any (touched)
    order by id for no key update
  loop
    select max(interaction_date) into latest
    from public.contact_interactions
    where organization_id = organization and contact_id = one
      and status = 'completed' and not is_deleted and interaction_date <= clock_timestamp();

    update public.contacts set last_interaction = latest
    where organization_id = organization and id = one and last_interaction is distinct from latest;
  end loop;
  return null;
end
$$;
comment on function app.keep_last_interaction() is 'Writes the latest completed, undeleted interaction into its contact.';

create trigger last_interaction after insert or delete or update of contact_id, interaction_date, status, is_deleted
  on contact_interactions for each row execute function app.keep_last_interaction();

create or replace function app.hide_secrets(row_values jsonb) returns jsonb
  language sql immutable set search_path = pg_catalog, pg_temp
  return row_values || coalesce((
    select jsonb_object_agg(name, '[hidden]')
    from unnest(array['password_hash', 'credentials']) as secret (name)
    where row_values ? name), '{}');
