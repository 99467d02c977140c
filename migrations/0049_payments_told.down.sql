drop trigger announce_insert on payment_batches;
drop trigger announce_update on payment_batches;
truncate changes;
alter table changes
  drop constraint changes_kind_check,
  add constraint changes_kind_check check (kind in ('contact', 'presence', 'notification', 'event', 'expense'));
