drop policy lookup on events;
revoke select on events from plugs_lookup;
drop function app.organizations_with_due_events();

drop trigger announce_insert on events;
drop trigger announce_update on events;
drop trigger announce_insert on event_attendees;
drop trigger announce_update on event_attendees;
drop trigger announce_insert on event_agenda_items;
drop trigger announce_update on event_agenda_items;
truncate changes;
alter table changes
  drop constraint changes_kind_check,
  add constraint changes_kind_check check (kind in ('contact', 'presence', 'notification'));

drop index idx_events_moving;
alter table events drop column cancelled_reason;

drop table event_staff;
