drop table event_agenda_items;
drop table event_attendees;
drop table events;
