alter table event_agenda_items add column speaker_id uuid;
alter table event_agenda_items add constraint event_agenda_items_speaker_id_fkey foreign key (organization_id, speaker_id)
  references users (organization_id, id) on delete set null (speaker_id);
create index idx_agenda_items_speaker on event_agenda_items (organization_id, speaker_id, start_time, id);
update event_agenda_items item set speaker_id = first.user_id
from (
  select distinct on (organization_id, item_id) organization_id, item_id, user_id
  from event_agenda_speakers where user_id is not null
  order by organization_id, item_id, sort_order, id
) as first
where first.organization_id = item.organization_id and first.item_id = item.id;
drop table event_agenda_speakers;
alter table event_agenda_items drop column track_id, drop column room_id;
drop table event_tracks;
drop table event_rooms;
