drop index idx_events_date_range;
create index idx_events_date_range on events (organization_id, start_date, id) where not is_deleted;
