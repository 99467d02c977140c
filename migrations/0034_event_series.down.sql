call app.track('events', '{attendee_counts,current_attendees}');
drop index events_series_position_key;
drop index idx_events_series;
alter table events drop column series_id, drop column series_position, drop column series_own;
drop table event_series;
