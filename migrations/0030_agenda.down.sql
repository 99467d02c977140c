drop function app.organizations_with_due_events();
create function app.organizations_with_due_events() returns setof uuid
  language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select distinct event.organization_id
  from public.events event
  join public.organizations organization on organization.id = event.organization_id
    and organization.is_active and not organization.is_deleted
  where not event.is_deleted
    and (event.status = 'published' and event.start_date <= now() or event.status = 'ongoing' and event.end_date <= now())
  order by 1
$$;
comment on function app.organizations_with_due_events() is 'The ids of the organisations in which an event has begun or ended that does not say so yet.';
grant execute on function app.organizations_with_due_events() to plugs_app;

grant create on schema app to plugs_lookup;
alter function app.organizations_with_due_events() owner to plugs_lookup;
revoke create on schema app from plugs_lookup;

drop policy lookup on event_agenda_items;
revoke select on event_agenda_items from plugs_lookup;
drop index idx_agenda_items_moving;

drop trigger live_agenda_item on media;
alter table media drop column related_agenda_item;

alter table event_agenda_items add column speaker_id uuid;
alter table event_agenda_items add constraint event_agenda_items_speaker_id_fkey foreign key (organization_id, speaker_id)
  references users (organization_id, id) on delete set null (speaker_id);
create index idx_agenda_items_speaker on event_agenda_items (organization_id, speaker_id, start_time, id);
-- Nobody does this, so nothing asks who does. What remains of several speakers is the first who is a user.
alter table event_agenda_speakers no force row level security;
alter table event_agenda_items no force row level security, disable trigger user;
update event_agenda_items item set speaker_id = first.user_id
from (
  select distinct on (organization_id, item_id) organization_id, item_id, user_id
  from event_agenda_speakers where user_id is not null
  order by organization_id, item_id, sort_order, id
) as first
where first.organization_id = item.organization_id and first.item_id = item.id;
alter table event_agenda_items force row level security, enable trigger user;
drop table event_agenda_speakers;
alter table event_agenda_items drop column track_id, drop column room_id, drop column speakers_version, drop column updated_by;
drop table event_tracks;
drop table event_rooms;
