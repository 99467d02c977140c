-- The trail of an event, with all that belongs to it, is read without walking through everything else.

alter table audit_logs add column event_id uuid;
comment on column audit_logs.event_id is 'The event that the record is, or belongs to; by its id only, so that the trail outlives it.';
create index idx_audit_logs_event on audit_logs (organization_id, event_id, created_at, id) where event_id is not null;

-- Of what was done before, only the event itself is told. The trail's own policies show its owner nothing.
alter table audit_logs no force row level security;
update audit_logs set event_id = record_id where table_name = 'events';
alter table audit_logs force row level security;

-- As before, with the event.
create or replace function app.audit() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC'
as $$
declare
  about jsonb := app.audit_metadata();
  row_now jsonb := coalesce(to_jsonb(new), to_jsonb(old));
  unsung text[] := app.derived_now(tg_argv);
  before_values jsonb;
  after_values jsonb;
  what text;
begin
  if tg_op = 'UPDATE' then
    select jsonb_object_agg(key, was.value), jsonb_object_agg(key, becomes.value)
      into before_values, after_values
    from jsonb_each(to_jsonb(old) - unsung) as was (key, value)
    join jsonb_each(row_now - unsung) as becomes (key, value) using (key)
    where was.value is distinct from becomes.value;
    if after_values is null then
      return null;
    end if;
    what := case
      when before_values -> 'is_deleted' = 'false' then 'delete'
      when before_values -> 'is_deleted' = 'true' then 'restore'
      else 'update'
    end;
  else
    select jsonb_object_agg(key, value) into after_values
    from jsonb_each(row_now - unsung) as present (key, value)
    where value <> 'null';
    what := 'create';
    if tg_op = 'DELETE' then
      before_values := after_values;
      after_values := null;
      what := 'delete';
    end if;
  end if;

  insert into public.audit_logs
    (organization_id, user_id, table_name, record_id, action, old_values, new_values, metadata, event_id)
  values (
    coalesce(row_now ->> 'organization_id', row_now ->> 'id')::uuid, app.acting_user(), tg_table_name,
    (row_now ->> 'id')::uuid, what, app.hide_secrets(before_values), app.hide_secrets(after_values), about,
    case tg_table_name when 'events' then row_now ->> 'id' else row_now ->> 'event_id' end::uuid);
  return null;
end
$$;
