drop view event_analytics;
drop view contact_performance_summary;
drop table analytics_events;
