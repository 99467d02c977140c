-- Of two who work on a batch of payments each sees what the other does. All that becomes of its lines is a new version of it.

alter table changes
  drop constraint changes_kind_check,
  add constraint changes_kind_check check (kind in ('contact', 'presence', 'notification', 'event', 'expense', 'payment'));
create trigger announce_insert after insert on payment_batches
  referencing new table as came for each statement execute function app.announce('payment', 'id');
create trigger announce_update after update on payment_batches
  referencing old table as went new table as came for each statement execute function app.announce('payment', 'id');
