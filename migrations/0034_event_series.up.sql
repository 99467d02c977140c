-- Events that are held again and again: each is an event of its own, and a series ties them together.

create table event_series (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  created_by uuid not null,
  name varchar(255) not null,
  words varchar(300) not null,
  rrule varchar(100) not null,
  made integer not null default 1,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),

  constraint event_series_pkey primary key (organization_id, id),
  constraint event_series_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint event_series_created_by_fkey foreign key (organization_id, created_by) references users (organization_id, id),
  constraint event_series_name_check check (btrim(name) <> ''),
  constraint event_series_made_check check (made >= 1)
);
comment on table event_series is 'What ties events together that are held again and again; nobody may DELETE one, and one without events is shown nowhere.';
comment on column event_series.words is 'How it repeats, for people.';
comment on column event_series.rrule is 'The same as RFC 5545 writes it, without an end: how many there are is said by the events.';
comment on column event_series.made is 'How many places in it were given out. None is given out twice, so that of two who add dates at once the later hears of it.';
create index idx_event_series_created_by on event_series (organization_id, created_by);
call app.protect('event_series');
call app.track('event_series');
grant select, insert, update on event_series to plugs_app;


alter table events
  add column series_id uuid,
  add column series_position integer,
  add column series_own text[] not null default '{}',
  add constraint events_series_id_fkey foreign key (organization_id, series_id) references event_series (organization_id, id),
  add constraint events_series_check
    check ((series_id is null) = (series_position is null) and (series_id is not null or cardinality(series_own) = 0)),
  add constraint events_series_position_check check (series_position >= 1);
comment on column events.series_position is 'As which of its series it was made. Where it stands in it by now is said by when it begins.';
comment on column events.series_own is 'What was changed on this one alone, which later changes of the series leave alone. Derived: neither audited nor a new version.';
create index idx_events_series on events (organization_id, series_id, start_date, id);
create unique index events_series_position_key on events (organization_id, series_id, series_position) where not is_deleted;
call app.track('events', '{attendee_counts,current_attendees,series_own}');
