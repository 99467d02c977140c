call app.track('contacts', '{lead_score,last_interaction}');
comment on column contacts.lead_score is 'Derived: neither audited nor a new version.';
comment on procedure app.track(regclass, text[], boolean) is 'Puts a table under app.touch and app.audit; derived columns make neither a version nor an entry. For migrations only.';

create or replace function app.audit() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC'
as $$
declare
  about jsonb := app.audit_metadata();
  row_now jsonb := coalesce(to_jsonb(new), to_jsonb(old));
  before_values jsonb;
  after_values jsonb;
  what text;
begin
  if tg_op = 'UPDATE' then
    select jsonb_object_agg(key, was.value), jsonb_object_agg(key, becomes.value)
      into before_values, after_values
    from jsonb_each(to_jsonb(old) - tg_argv) as was (key, value)
    join jsonb_each(row_now - tg_argv) as becomes (key, value) using (key)
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
    from jsonb_each(row_now - tg_argv) as present (key, value)
    where value <> 'null';
    what := 'create';
    if tg_op = 'DELETE' then
      before_values := after_values;
      after_values := null;
      what := 'delete';
    end if;
  end if;

  insert into public.audit_logs (organization_id, user_id, table_name, record_id, action, old_values, new_values, metadata)
  values (
    coalesce(row_now ->> 'organization_id', row_now ->> 'id')::uuid, app.acting_user(), tg_table_name,
    (row_now ->> 'id')::uuid, what, app.hide_secrets(before_values), app.hide_secrets(after_values), about);
  return null;
end
$$;

create or replace function app.touch() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  was jsonb := to_jsonb(old);
  becomes jsonb := to_jsonb(new);
  -- A trigger without arguments has a null here, not an empty array.
  derived text[] := coalesce(tg_argv, '{}');
  fixed text;
  is_changed boolean;
begin
  foreach fixed in array array['id', 'organization_id', 'created_at', 'created_by', 'uploaded_by'] loop
    -- A reference to a person may still be emptied, which is what the foreign key does when the person is removed.
    if was -> fixed is distinct from becomes -> fixed
      and not (fixed = 'created_by' and becomes -> fixed = 'null' and pg_trigger_depth() > 1)
    then
      raise exception '%.% never changes', tg_table_name, fixed using errcode = 'PL002',
        schema = tg_table_schema, table = tg_table_name, column = fixed;
    end if;
  end loop;

  is_changed := (was - derived - array['version', 'updated_at', 'updated_by'])
    is distinct from (becomes - derived - array['version', 'updated_at', 'updated_by']);
  if becomes ? 'version' then
    new.version := old.version + is_changed::integer;
  end if;
  if becomes ? 'updated_at' then
    new.updated_at := case when is_changed then now() else old.updated_at end;
  end if;
  if becomes ? 'updated_by' then
    new.updated_by := case when is_changed then app.acting_user() else old.updated_by end;
  end if;
  return new;
end
$$;

drop function app.derived_now(text[]);
