-- Rooms, tracks and several speakers for the agenda of an event.

create table event_rooms (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  event_id uuid not null,
  name varchar(100) not null,
  capacity integer,
  sort_order integer not null default 0,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),

  constraint event_rooms_pkey primary key (organization_id, id),
  constraint event_rooms_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint event_rooms_event_id_fkey foreign key (organization_id, event_id)
    references events (organization_id, id) on delete cascade,
  -- What an item refers to: a room of its own event.
  constraint event_rooms_of_event unique (organization_id, event_id, id),
  constraint event_rooms_name_unique unique (organization_id, event_id, name),
  constraint event_rooms_name_check check (btrim(name) <> ''),
  constraint event_rooms_capacity_check check (capacity is null or capacity > 0)
);
comment on table event_rooms is 'Where the items of an event take place; the application may DELETE a room, whose items then have none.';
call app.protect('event_rooms');
call app.track('event_rooms');
grant select, insert, update, delete on event_rooms to plugs_app;
create trigger live_event before insert or update of event_id on event_rooms
  for each row execute function app.live_parent('events', 'event_id', 'share');


create table event_tracks (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  event_id uuid not null,
  name varchar(100) not null,
  color varchar(20) not null default 'slate',
  sort_order integer not null default 0,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),

  constraint event_tracks_pkey primary key (organization_id, id),
  constraint event_tracks_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint event_tracks_event_id_fkey foreign key (organization_id, event_id)
    references events (organization_id, id) on delete cascade,
  constraint event_tracks_of_event unique (organization_id, event_id, id),
  constraint event_tracks_name_unique unique (organization_id, event_id, name),
  constraint event_tracks_name_check check (btrim(name) <> ''),
  constraint event_tracks_color_check check (color in ('slate', 'blue', 'emerald', 'amber', 'rose', 'violet'))
);
comment on table event_tracks is 'What items of an agenda have in common; the application may DELETE a track, whose items then have none.';
call app.protect('event_tracks');
call app.track('event_tracks');
grant select, insert, update, delete on event_tracks to plugs_app;
create trigger live_event before insert or update of event_id on event_tracks
  for each row execute function app.live_parent('events', 'event_id', 'share');


alter table event_agenda_items
  add column room_id uuid,
  add column track_id uuid,
  add constraint event_agenda_items_room_id_fkey foreign key (organization_id, event_id, room_id)
    references event_rooms (organization_id, event_id, id) on delete set null (room_id),
  add constraint event_agenda_items_track_id_fkey foreign key (organization_id, event_id, track_id)
    references event_tracks (organization_id, event_id, id) on delete set null (track_id);
create index idx_agenda_items_room on event_agenda_items (organization_id, event_id, room_id);
create index idx_agenda_items_track on event_agenda_items (organization_id, event_id, track_id);


create table event_agenda_speakers (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  item_id uuid not null,
  user_id uuid,
  contact_id uuid,
  sort_order integer not null default 0,
  created_at timestamptz not null default now(),

  constraint event_agenda_speakers_pkey primary key (organization_id, id),
  constraint event_agenda_speakers_organization_id_fkey foreign key (organization_id)
    references organizations (id) on delete cascade,
  constraint event_agenda_speakers_item_id_fkey foreign key (organization_id, item_id)
    references event_agenda_items (organization_id, id) on delete cascade,
  constraint event_agenda_speakers_user_id_fkey foreign key (organization_id, user_id)
    references users (organization_id, id) on delete cascade,
  constraint event_agenda_speakers_contact_id_fkey foreign key (organization_id, contact_id)
    references contacts (organization_id, id) on delete cascade,
  constraint event_agenda_speakers_person_check check (num_nonnulls(user_id, contact_id) = 1),
  constraint event_agenda_speakers_user_unique unique (organization_id, item_id, user_id),
  constraint event_agenda_speakers_contact_unique unique (organization_id, item_id, contact_id)
);
comment on table event_agenda_speakers is 'Who speaks in an item of an agenda, one user or one contact per row; the application may DELETE a row, and the audit trail keeps it.';
create index idx_agenda_speakers_user on event_agenda_speakers (organization_id, user_id, item_id);
create index idx_agenda_speakers_contact on event_agenda_speakers (organization_id, contact_id, item_id);
call app.protect('event_agenda_speakers');
call app.track('event_agenda_speakers');
grant select, insert, update, delete on event_agenda_speakers to plugs_app;

-- An item can have several speakers, some of them contacts: the one column gives way to the table.
insert into event_agenda_speakers (organization_id, item_id, user_id)
select organization_id, id, speaker_id from event_agenda_items where speaker_id is not null;
alter table event_agenda_items drop column speaker_id;
