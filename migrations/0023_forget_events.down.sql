revoke delete on analytics_events from plugs_app;
comment on table analytics_events is 'What was used, when and by whom; the application adds and reads, and nobody may UPDATE or DELETE a row.';
