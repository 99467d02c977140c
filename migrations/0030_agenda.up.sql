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
comment on table event_rooms is 'Where the items of an event take place; the application may DELETE a room, and the audit trail keeps it.';
call app.protect('event_rooms');
call app.track('event_rooms');
grant select, insert, update, delete on event_rooms to plugs_app;
create trigger live_event before insert or update of event_id on event_rooms
  for each row execute function app.live_parent('events', 'event_id', 'share');
create trigger announce_insert after insert on event_rooms
  referencing new table as came for each statement execute function app.announce('event', 'event_id');
create trigger announce_update after update on event_rooms
  referencing old table as went new table as came for each statement execute function app.announce('event', 'event_id');
create trigger announce_delete after delete on event_rooms
  referencing old table as went for each statement execute function app.announce('event', 'event_id');


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
comment on table event_tracks is 'What items of an agenda have in common; the application may DELETE a track, and the audit trail keeps it.';
call app.protect('event_tracks');
call app.track('event_tracks');
grant select, insert, update, delete on event_tracks to plugs_app;
create trigger live_event before insert or update of event_id on event_tracks
  for each row execute function app.live_parent('events', 'event_id', 'share');
create trigger announce_insert after insert on event_tracks
  referencing new table as came for each statement execute function app.announce('event', 'event_id');
create trigger announce_update after update on event_tracks
  referencing old table as went new table as came for each statement execute function app.announce('event', 'event_id');
create trigger announce_delete after delete on event_tracks
  referencing old table as went for each statement execute function app.announce('event', 'event_id');


alter table event_agenda_items
  add column room_id uuid,
  add column track_id uuid,
  add column speakers_version integer not null default 0,
  add column updated_by uuid,
  add constraint event_agenda_items_updated_by_fkey foreign key (organization_id, updated_by)
    references users (organization_id, id) on delete set null (updated_by),
  add constraint event_agenda_items_room_id_fkey foreign key (organization_id, event_id, room_id)
    references event_rooms (organization_id, event_id, id) on delete set null (room_id),
  add constraint event_agenda_items_track_id_fkey foreign key (organization_id, event_id, track_id)
    references event_tracks (organization_id, event_id, id) on delete set null (track_id);
create index idx_agenda_items_room on event_agenda_items (organization_id, event_id, room_id);
create index idx_agenda_items_track on event_agenda_items (organization_id, event_id, track_id);
create index idx_agenda_items_updated_by on event_agenda_items (organization_id, updated_by);
comment on column event_agenda_items.speakers_version is 'Raised when others speak, or in another order, so that the item has a new version then, too.';


create table event_agenda_speakers (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  item_id uuid not null,
  user_id uuid,
  contact_id uuid,
  sort_order integer not null default 0,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),

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

-- An item can have several speakers, some of them contacts: the one column gives way to the table. Nobody does this, so it
-- comes before the triggers that ask who does.
alter table event_agenda_items no force row level security;
insert into event_agenda_speakers (organization_id, item_id, user_id)
select organization_id, id, speaker_id from event_agenda_items where speaker_id is not null;
alter table event_agenda_items force row level security;
alter table event_agenda_items drop column speaker_id;

call app.protect('event_agenda_speakers');
call app.track('event_agenda_speakers');
grant select, insert, update, delete on event_agenda_speakers to plugs_app;
create trigger live_item before insert or update of item_id on event_agenda_speakers
  for each row execute function app.live_parent('event_agenda_items', 'item_id', 'share');
-- Whoever is in the trash is not asked to speak. Who was asked before stays.
create trigger live_user before insert or update of user_id on event_agenda_speakers
  for each row when (new.user_id is not null)
  execute function app.live_parent('users', 'user_id', 'share');
create trigger live_contact before insert or update of contact_id on event_agenda_speakers
  for each row when (new.contact_id is not null)
  execute function app.live_parent('contacts', 'contact_id', 'share');


-- Files of an item: slides, a rider.
alter table media
  add column related_agenda_item uuid,
  add constraint media_related_agenda_item_fkey foreign key (organization_id, related_agenda_item)
    references event_agenda_items (organization_id, id) on delete set null (related_agenda_item);
create index idx_media_related_agenda_item on media (organization_id, related_agenda_item, created_at, id);
create trigger live_agenda_item before insert or update of related_agenda_item on media
  for each row when (new.related_agenda_item is not null and not new.is_deleted)
  execute function app.live_parent('event_agenda_items', 'related_agenda_item', 'share');


-- What of an event begins and ends, for the job that moves it on.
create index idx_agenda_items_moving on event_agenda_items (organization_id, event_id, start_time, end_time)
  where not is_deleted and status in ('scheduled', 'ongoing');
grant select on event_agenda_items to plugs_lookup;
create policy lookup on event_agenda_items for select to plugs_lookup using (current_user = 'plugs_lookup');

drop function app.organizations_with_due_events();
create function app.organizations_with_due_events() returns setof uuid
  language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select distinct event.organization_id
  from public.events event
  join public.organizations organization on organization.id = event.organization_id
    and organization.is_active and not organization.is_deleted
  where not event.is_deleted
    and (event.status = 'published' and event.start_date <= now() or event.status = 'ongoing' and event.end_date <= now()
      or event.status in ('ongoing', 'completed') and exists (
        select from public.event_agenda_items item
        where item.organization_id = event.organization_id and item.event_id = event.id and not item.is_deleted
          and item.status in ('scheduled', 'ongoing')
          and (item.end_time <= now() or event.status = 'ongoing' and item.status = 'scheduled' and item.start_time <= now())))
  order by 1
$$;
comment on function app.organizations_with_due_events() is 'The ids of the organisations in which an event, or something in its agenda, has begun or ended that does not say so yet.';
grant execute on function app.organizations_with_due_events() to plugs_app;
grant create on schema app to plugs_lookup;
alter function app.organizations_with_due_events() owner to plugs_lookup;
revoke create on schema app from plugs_lookup;
