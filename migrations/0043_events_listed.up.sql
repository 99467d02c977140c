-- The list of events is read from its index: which events are over, and which are drafts, stands in it.
drop index idx_events_date_range;
create index idx_events_date_range on events (organization_id, start_date, id) include (end_date, status) where not is_deleted;
