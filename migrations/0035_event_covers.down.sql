-- What was a cover picture stays as a file of the library. Of every organisation, and nobody's doing.
drop trigger live_cover on events;
alter table events drop column cover_id;
call app.track('events', '{attendee_counts,current_attendees,series_own}');
alter table media drop constraint media_purpose_check;
alter table media no force row level security, disable trigger user;
update media set purpose = 'library' where purpose = 'cover';
alter table media force row level security, enable trigger user;
alter table media
  add constraint media_purpose_check check (purpose in ('library', 'attachment', 'avatar', 'logo'));
comment on column media.description is null;

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
