alter table contact_interactions
  drop constraint contact_interactions_attended_once,
  drop column attendee_id;

drop index idx_event_attendees_change;
drop index idx_event_attendees_line;
drop index idx_event_attendees_date;
drop index idx_event_attendees_status_name;
drop index idx_event_attendees_name;

call app.track('events', '{current_attendees}');
call app.track('event_attendees');

drop trigger attendees_counted_update on event_attendees;
drop trigger attendees_counted_insert on event_attendees;
drop function app.count_attendees();

drop trigger attendees_renamed on users;
drop trigger attendees_renamed on contacts;
drop function app.rename_attendees();
drop trigger attendee_words_kept on event_attendees;
drop function app.keep_attendee_words();
drop trigger attendee_words_added on event_attendees;
drop function app.add_attendee_words();
drop trigger name_attendee on event_attendees;
drop function app.name_attendee();
drop table event_attendee_words;
drop function app.attendee_words(text, text, text, text);

drop trigger keep_in_line on event_attendees;
drop function app.keep_in_line();

alter table events drop column attendee_counts;
alter table event_attendees
  drop constraint event_attendees_finite,
  drop constraint event_attendees_line_check,
  drop column waitlisted_at, drop column change_id, drop column prior_status, drop column prior_waitlisted_at,
  drop column name_key;
alter table event_attendees
  add constraint event_attendees_finite check (isfinite(registration_date) and isfinite(check_in_time)
    and isfinite(check_out_time) and isfinite(created_at) and isfinite(updated_at) and isfinite(deleted_at));
