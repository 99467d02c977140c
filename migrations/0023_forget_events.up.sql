-- Events of use are kept for 90 days. The application may delete those that are older, and no other.

grant delete on analytics_events to plugs_app;
create policy old on analytics_events as restrictive for delete to plugs_app
  using (event_timestamp < now() - interval '90 days');
comment on table analytics_events is 'What was used, when and by whom; the application adds and reads, nobody may UPDATE a row, or DELETE one that is younger than 90 days.';
