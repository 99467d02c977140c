-- Events: what, where and when; who comes; and what happens in which order.

create table events (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  created_by uuid not null,
  title varchar(255) not null,
  description text,
  event_type varchar(20) not null default 'networking',
  status varchar(20) not null default 'draft',
  start_date timestamptz not null,
  end_date timestamptz not null,
  timezone varchar(50) not null default 'UTC',
  location varchar(255),
  venue varchar(255),
  venue_details jsonb not null default '{}',
  budget numeric(19,4) not null default 0,
  currency varchar(3) not null default 'USD',
  max_attendees integer,
  current_attendees integer not null default 0,
  registration_url varchar(500),
  settings jsonb not null default '{}',
  metadata jsonb not null default '{}',
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  is_deleted boolean not null default false,
  deleted_at timestamptz,
  deletion_id uuid,
  updated_by uuid,

  constraint events_pkey primary key (organization_id, id),
  constraint events_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint events_created_by_fkey foreign key (organization_id, created_by) references users (organization_id, id),
  constraint events_updated_by_fkey foreign key (organization_id, updated_by)
    references users (organization_id, id) on delete set null (updated_by),
  constraint events_title_check check (btrim(title) <> ''),
  constraint events_event_type_check check (event_type in ('conference', 'workshop', 'networking', 'meeting')),
  constraint events_status_check check (status in ('draft', 'published', 'ongoing', 'completed', 'cancelled')),
  constraint events_date_range check (end_date > start_date),
  constraint events_timezone_check check (timezone ~ '^[A-Za-z0-9_+/-]+$'),
  constraint events_venue_details_check check (jsonb_typeof(venue_details) = 'object'),
  -- NaN is greater than every number. What is left fits 64 bits of minor units.
  constraint events_budget_check check (budget >= 0 and budget <= 922337203685477.5807),
  constraint events_budget_exponent_check check (budget = round(budget, app.currency_exponent(currency))),
  constraint events_currency_check check (currency ~ '^[A-Z]{3}$'),
  constraint events_currency_known check (app.is_currency(currency)),
  constraint events_attendees_check
    check (current_attendees >= 0 and (max_attendees is null or current_attendees <= max_attendees)),
  constraint events_settings_check check (jsonb_typeof(settings) = 'object'),
  constraint events_metadata_check check (jsonb_typeof(metadata) = 'object'),
  constraint events_deleted_check check (is_deleted = (deleted_at is not null) and (is_deleted or deletion_id is null))
);
comment on table events is 'Conferences, workshops, networking evenings and meetings; nobody may DELETE one (soft-deleted).';
comment on column events.current_attendees is 'Derived: neither audited nor a new version.';

create index idx_events_date_range on events (organization_id, start_date, id) where not is_deleted;
create index idx_events_status on events (organization_id, status, start_date, id) where not is_deleted;
create index idx_events_type on events (organization_id, event_type, start_date, id) where not is_deleted;
create index idx_events_created_by on events (organization_id, created_by, start_date, id);
create index idx_events_updated_by on events (organization_id, updated_by);
create index idx_events_trash on events (organization_id, deleted_at, id) where is_deleted;

call app.protect('events');
call app.track('events', '{current_attendees}');
grant select, insert, update on events to plugs_app;


create table event_attendees (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  event_id uuid not null,
  user_id uuid,
  contact_id uuid,
  status varchar(20) not null default 'registered',
  registration_date timestamptz not null default now(),
  check_in_time timestamptz,
  check_out_time timestamptz,
  notes text,
  metadata jsonb not null default '{}',
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  is_deleted boolean not null default false,
  deleted_at timestamptz,
  deletion_id uuid,

  constraint event_attendees_pkey primary key (organization_id, id),
  constraint event_attendees_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint event_attendees_event_id_fkey foreign key (organization_id, event_id)
    references events (organization_id, id) on delete cascade,
  constraint event_attendees_user_id_fkey foreign key (organization_id, user_id) references users (organization_id, id),
  constraint event_attendees_contact_id_fkey foreign key (organization_id, contact_id)
    references contacts (organization_id, id),
  constraint event_attendees_person_check check (num_nonnulls(user_id, contact_id) = 1),
  constraint event_attendees_status_check
    check (status in ('registered', 'waitlisted', 'confirmed', 'attended', 'no_show', 'cancelled')),
  constraint event_attendees_checkin_checkout check (check_out_time is null or check_in_time is not null),
  constraint event_attendees_metadata_check check (jsonb_typeof(metadata) = 'object'),
  constraint event_attendees_deleted_check
    check (is_deleted = (deleted_at is not null) and (is_deleted or deletion_id is null))
);
comment on table event_attendees is 'Who comes to an event, one user or one contact per row; nobody may DELETE a registration (soft-deleted).';

create unique index event_attendees_unique on event_attendees (organization_id, event_id, user_id) where not is_deleted;
create unique index event_attendees_unique_contact on event_attendees (organization_id, event_id, contact_id)
  where not is_deleted;
create index idx_event_attendees_event on event_attendees (organization_id, event_id, status, registration_date, id);
create index idx_event_attendees_user on event_attendees (organization_id, user_id);
create index idx_event_attendees_contact on event_attendees (organization_id, contact_id);
create index idx_event_attendees_trash on event_attendees (organization_id, deleted_at, id) where is_deleted;

call app.protect('event_attendees');
call app.track('event_attendees');
grant select, insert, update on event_attendees to plugs_app;

-- Whoever adds an attendee goes on to count them in the event, hence the stronger lock.
create trigger live_parent before insert or update of event_id, is_deleted on event_attendees
  for each row when (not new.is_deleted)
  execute function app.live_parent('events', 'event_id', 'no key update');
-- A contact in the trash is not invited. Their earlier attendance stays, and comes back with its event.
create trigger live_contact before insert or update of contact_id on event_attendees
  for each row when (new.contact_id is not null and not new.is_deleted)
  execute function app.live_parent('contacts', 'contact_id', 'share');


create table event_agenda_items (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  event_id uuid not null,
  created_by uuid not null,
  title varchar(255) not null,
  description text,
  start_time timestamptz not null,
  end_time timestamptz not null,
  agenda_type varchar(20) not null default 'presentation',
  location varchar(255),
  speaker_id uuid,
  sort_order integer not null default 0,
  status varchar(20) not null default 'scheduled',
  metadata jsonb not null default '{}',
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  is_deleted boolean not null default false,
  deleted_at timestamptz,
  deletion_id uuid,

  constraint event_agenda_items_pkey primary key (organization_id, id),
  constraint event_agenda_items_organization_id_fkey foreign key (organization_id)
    references organizations (id) on delete cascade,
  constraint event_agenda_items_event_id_fkey foreign key (organization_id, event_id)
    references events (organization_id, id) on delete cascade,
  constraint event_agenda_items_created_by_fkey foreign key (organization_id, created_by)
    references users (organization_id, id),
  constraint event_agenda_items_speaker_id_fkey foreign key (organization_id, speaker_id)
    references users (organization_id, id) on delete set null (speaker_id),
  constraint event_agenda_items_title_check check (btrim(title) <> ''),
  constraint agenda_time_range check (end_time > start_time),
  constraint event_agenda_items_agenda_type_check
    check (agenda_type in ('presentation', 'break', 'networking', 'workshop')),
  constraint event_agenda_items_status_check check (status in ('scheduled', 'ongoing', 'completed', 'cancelled')),
  constraint event_agenda_items_metadata_check check (jsonb_typeof(metadata) = 'object'),
  constraint event_agenda_items_deleted_check
    check (is_deleted = (deleted_at is not null) and (is_deleted or deletion_id is null))
);
comment on table event_agenda_items is 'The programme of an event, item by item; nobody may DELETE an item (soft-deleted).';

create index idx_agenda_items_event on event_agenda_items (organization_id, event_id, sort_order, id);
create index idx_agenda_items_time on event_agenda_items (organization_id, event_id, start_time, id) where not is_deleted;
create index idx_agenda_items_speaker on event_agenda_items (organization_id, speaker_id, start_time, id);
create index idx_agenda_items_created_by on event_agenda_items (organization_id, created_by);
create index idx_agenda_items_trash on event_agenda_items (organization_id, deleted_at, id) where is_deleted;

call app.protect('event_agenda_items');
call app.track('event_agenda_items');
grant select, insert, update on event_agenda_items to plugs_app;

create trigger live_parent before insert or update of event_id, is_deleted on event_agenda_items
  for each row when (not new.is_deleted)
  execute function app.live_parent('events', 'event_id', 'share');
