-- Events of use are forgotten after 90 days.

grant delete on analytics_events to plugs_app;
comment on table analytics_events is 'What was used, when and by whom; nobody may UPDATE a row, and the application may DELETE one that is 90 days old.';
