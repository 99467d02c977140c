-- A picture at the head of an event, for those who plan it and for everybody to whom it is announced.

alter table media
  drop constraint media_purpose_check,
  add constraint media_purpose_check check (purpose in ('library', 'attachment', 'avatar', 'logo', 'cover'));
comment on column media.description is 'What it is about; of a cover picture, what can be seen in it, for those who do not see it.';

alter table events
  add column cover_id uuid,
  add constraint events_cover_id_fkey foreign key (organization_id, cover_id)
    references media (organization_id, id) on delete set null (cover_id);
comment on column events.cover_id is 'The picture at its head, once the server has drawn it. Derived: whoever uploaded or removed it stands in the trail of the picture, and no form that is being filled in becomes stale by it.';
create index idx_events_cover on events (organization_id, cover_id);
create trigger live_cover before insert or update of cover_id on events
  for each row when (new.cover_id is not null and not new.is_deleted)
  execute function app.live_parent('media', 'cover_id', 'share');
call app.track('events', '{attendee_counts,cover_id,current_attendees,series_own}');

-- As before; and what is done with a picture of an event is done with the event.
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
    case tg_table_name when 'events' then row_now ->> 'id' else coalesce(row_now ->> 'event_id', row_now ->> 'related_event') end::uuid);
  return null;
end
$$;
