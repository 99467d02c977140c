-- Who of the organisation works at an event; and others see at once what is done with events.

create table event_staff (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  event_id uuid not null,
  user_id uuid not null,
  created_at timestamptz not null default now(),

  constraint event_staff_pkey primary key (organization_id, id),
  constraint event_staff_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint event_staff_event_id_fkey foreign key (organization_id, event_id)
    references events (organization_id, id) on delete cascade,
  constraint event_staff_user_id_fkey foreign key (organization_id, user_id)
    references users (organization_id, id) on delete cascade,
  constraint event_staff_unique unique (organization_id, event_id, user_id)
);
comment on table event_staff is 'Who works at an event, and may check guests in there; the application may DELETE an assignment, and the audit trail keeps it.';

create index idx_event_staff_user on event_staff (organization_id, user_id, event_id);

call app.protect('event_staff');
call app.track('event_staff');
grant select, insert, delete on event_staff to plugs_app;
create trigger live_event before insert or update of event_id on event_staff
  for each row execute function app.live_parent('events', 'event_id', 'share');
create trigger live_user before insert or update of user_id on event_staff
  for each row execute function app.live_parent('users', 'user_id', 'share');


alter table events
  add column cancelled_reason varchar(1000),
  add constraint events_cancelled_reason_check check (cancelled_reason is null or status = 'cancelled');
comment on column events.cancelled_reason is 'What those who were coming are told.';
-- What becomes due at its start or its end, for the job that moves it on.
create index idx_events_moving on events (organization_id, status, start_date, end_date)
  where not is_deleted and status in ('published', 'ongoing');


alter table changes
  drop constraint changes_kind_check,
  add constraint changes_kind_check check (kind in ('contact', 'presence', 'notification', 'event'));

create trigger announce_insert after insert on events
  referencing new table as came for each statement execute function app.announce('event', 'id');
create trigger announce_update after update on events
  referencing old table as went new table as came for each statement execute function app.announce('event', 'id');
create trigger announce_insert after insert on event_staff
  referencing new table as came for each statement execute function app.announce('event', 'event_id');
create trigger announce_delete after delete on event_staff
  referencing old table as went for each statement execute function app.announce('event', 'event_id');
create trigger announce_insert after insert on event_attendees
  referencing new table as came for each statement execute function app.announce('event', 'event_id');
create trigger announce_update after update on event_attendees
  referencing old table as went new table as came for each statement execute function app.announce('event', 'event_id');
create trigger announce_insert after insert on event_agenda_items
  referencing new table as came for each statement execute function app.announce('event', 'event_id');
create trigger announce_update after update on event_agenda_items
  referencing old table as went new table as came for each statement execute function app.announce('event', 'event_id');


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
grant select on events to plugs_lookup;
create policy lookup on events for select to plugs_lookup using (current_user = 'plugs_lookup');
