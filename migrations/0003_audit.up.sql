-- Who changed what: the audit trail, the versions that keep two people from overwriting each other, and the triggers
-- that keep both. A tenant table of any domain is put under them with `call app.track(...)`.

create table audit_logs (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  user_id uuid,
  table_name varchar(100) not null,
  record_id uuid,
  action varchar(20) not null,
  old_values jsonb,
  new_values jsonb,
  metadata jsonb not null default '{}',
  -- The clock, not the start of the transaction: what one request did in turn stands in that order.
  created_at timestamptz not null default clock_timestamp(),

  constraint audit_logs_pkey primary key (organization_id, id),
  constraint audit_logs_organization_id_fkey foreign key (organization_id) references organizations (id),
  constraint audit_logs_user_id_fkey foreign key (organization_id, user_id) references users (organization_id, id),
  constraint audit_logs_table_name_check check (btrim(table_name) <> ''),
  constraint audit_logs_action_check
    check (action in ('create', 'update', 'delete', 'restore', 'read', 'export', 'sign_in', 'denied')),
  constraint audit_logs_record_id_check
    check (record_id is not null or action in ('read', 'export', 'sign_in', 'denied')),
  constraint audit_logs_metadata_check check (jsonb_typeof(metadata) = 'object')
);
comment on table audit_logs is 'Who did what and when, written by triggers and app.record_audit only; the application reads it, and nobody may UPDATE or DELETE an entry.';

create index idx_audit_logs_organization on audit_logs (organization_id, created_at, id);
create index idx_audit_logs_user on audit_logs (organization_id, user_id, created_at, id);
create index idx_audit_logs_table_record on audit_logs (organization_id, table_name, record_id, created_at, id);
create index idx_audit_logs_action on audit_logs (organization_id, action, created_at, id);

call app.protect('audit_logs');
grant select on audit_logs to plugs_app;
-- Row-level security is forced, so the functions below, which run as the owner, need this to write at all.
create policy trail on audit_logs for insert to plugs_owner
  with check (organization_id = (select app.current_organization()));


create function app.require_actor() returns text
  language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
declare
  kind text := app.actor_kind();
begin
  if kind is null or kind not in ('person', 'device', 'guest', 'job', 'sign_up')
    or (kind = 'person' and app.acting_user() is null)
  then
    raise exception 'a write needs an actor' using errcode = 'PL001',
      hint = 'Set app.actor_kind to person (with app.user_id), device, guest, job or sign_up in this transaction.';
  end if;
  return kind;
end
$$;
comment on function app.require_actor() is 'The kind of actor of this transaction; raises PL001 when there is none.';

create function app.audit_metadata() returns jsonb
  language sql stable set search_path = pg_catalog, pg_temp
  return jsonb_build_object(
    'actor_kind', app.require_actor(),
    'request_id', nullif(current_setting('app.request_id', true), ''));
comment on function app.audit_metadata() is 'What every entry of the trail says about its actor.';

create function app.hide_secrets(row_values jsonb) returns jsonb
  language sql immutable set search_path = pg_catalog, pg_temp
  return case when row_values ?| array['password_hash', 'credentials'] then
    row_values || (
      select jsonb_object_agg(name, '[hidden]')
      from unnest(array['password_hash', 'credentials']) as secret (name)
      where row_values ? name)
    else row_values end;
comment on function app.hide_secrets(jsonb) is 'Puts [hidden] in the place of secrets: the trail says that they were set or changed, never what they were.';

-- A score that a person gives is that person's judgement: a version, and an entry of the trail. What a job works out is
-- derived, and leaves no trace.
create function app.derived_now(named text[]) returns text[]
  language sql stable set search_path = pg_catalog, pg_temp
  return (
    select coalesce(array_agg(case when app.actor_kind() = 'job' then replace(name, 'job:', '') else name end), '{}')
    from unnest(named) as argument (name));
comment on function app.derived_now(text[]) is 'Of the columns that a trigger was told are derived, those that are so in this transaction: one named job:x is derived only where a job writes x. Otherwise that name stands for no column.';
grant execute on function app.derived_now(text[]) to plugs_app;

-- Arguments: the columns that are nobody's doing (derived, generated, and the bookkeeping of app.touch).
create function app.audit() returns trigger
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

  insert into public.audit_logs (organization_id, user_id, table_name, record_id, action, old_values, new_values, metadata)
  values (
    coalesce(row_now ->> 'organization_id', row_now ->> 'id')::uuid, app.acting_user(), tg_table_name,
    (row_now ->> 'id')::uuid, what, app.hide_secrets(before_values), app.hide_secrets(after_values), about);
  return null;
end
$$;
comment on function app.audit() is 'Writes one entry per changed row: what changed, by whom, in which request.';

create function app.record_audit(action text, table_name text, record_id uuid default null, metadata jsonb default '{}')
  returns uuid
  language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
  entry uuid := app.uuid_v7();
begin
  if action is null or action not in ('read', 'export', 'sign_in', 'denied') then
    raise invalid_parameter_value using message = format('%s is written by triggers, not by hand', coalesce(action, 'null'));
  end if;
  insert into public.audit_logs (id, organization_id, user_id, table_name, record_id, action, metadata)
  values (entry, app.current_organization(), app.acting_user(), table_name, record_id, action,
    coalesce(metadata, '{}') || app.audit_metadata());
  return entry;
end
$$;
comment on function app.record_audit(text, text, uuid, jsonb) is 'Writes what no trigger can see: a read, an export, a sign-in, a refusal.';
grant execute on function app.record_audit(text, text, uuid, jsonb) to plugs_app;

create function app.needs_actor() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  perform app.require_actor();
  return null;
end
$$;
comment on function app.needs_actor() is 'Refuses what nobody does, on tables that are not audited; app.audit refuses it on the others.';
-- Their writes run it with the rights of whoever writes.
grant execute on function app.require_actor() to plugs_app;


-- Arguments: the derived and generated columns of the table.
create function app.touch() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  was jsonb := to_jsonb(old);
  becomes jsonb := to_jsonb(new);
  derived text[] := app.derived_now(tg_argv);
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
comment on function app.touch() is 'Raises the version, dates and signs a change; keeps what never changes; leaves derived columns alone.';

create function app.first_version() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  new.version := 1;
  return new;
end
$$;
comment on function app.first_version() is 'A new row is at version 1, whatever it was inserted with.';

-- Call it again when a later migration adds a generated or derived column.
create procedure app.track(tracked regclass, derived text[] default '{}', is_audited boolean default true)
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  unsung text;
  is_versioned boolean;
begin
  select string_agg(quote_literal(name), ', ' order by name) into unsung
  from (
    select unnest(derived) union
    select attname from pg_attribute where attrelid = tracked and attnum > 0 and attgenerated <> ''
  ) as column_ (name);
  is_versioned := exists (select from pg_attribute where attrelid = tracked and attname = 'version' and not attisdropped);

  execute format('create or replace trigger touch before update on %s for each row execute function app.touch(%s)',
    tracked, unsung);
  if is_versioned then
    execute format('create or replace trigger first_version before insert on %s for each row
      when (new.version is distinct from 1) execute function app.first_version()', tracked);
  end if;
  if is_audited then
    execute format('create or replace trigger audit after insert or update or delete on %s for each row
      execute function app.audit(%s)', tracked,
      concat_ws(', ', unsung, quote_literal('id'), quote_literal('organization_id'), quote_literal('version'),
        quote_literal('updated_at'), quote_literal('updated_by')));
  end if;
end
$$;
comment on procedure app.track(regclass, text[], boolean) is 'Puts a table under app.touch and app.audit; derived columns make neither a version nor an entry, and job:x makes x derived where a job writes it. For migrations only.';

call app.track('organizations');
call app.track('users', '{last_login}');
call app.track('teams');
call app.track('team_members');
