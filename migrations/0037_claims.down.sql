drop trigger announce_update on expenses;
drop trigger announce_insert on expenses;
truncate changes;
alter table changes
  drop constraint changes_kind_check,
  add constraint changes_kind_check check (kind in ('contact', 'presence', 'notification', 'event'));

drop trigger receipt_changed on media;
drop trigger receipt_came on media;
drop function app.receipts_changed();
drop trigger live_expense on media;
alter table media drop column related_expense;

drop table expense_decisions;
drop trigger keep_claim on expenses;
drop trigger live_payee on expenses;
drop function app.keep_claim();

alter table expenses
  drop column payee_id,
  drop column merchant,
  drop column net_amount,
  drop column tax_amount,
  drop column tax_rate,
  drop column receipts_version,
  drop column submitted_at,
  drop column base_amount,
  drop column base_currency,
  drop column fx_rate,
  drop column fx_date,
  drop column fx_source,
  drop column paid_by,
  drop column paid_at,
  drop column payment_reference,
  drop column payment_key,
  drop column reverses_id,
  drop column updated_by,
  drop constraint expenses_approved_check,
  drop constraint expenses_amount_claimed,
  drop constraint expenses_status_check,
  alter column status set default 'pending';
alter table expenses no force row level security, disable trigger user;
update expenses set status = 'pending' where status = 'draft';
alter table expenses force row level security, enable trigger user;
alter table expenses
  add constraint expenses_status_check check (status in ('pending', 'approved', 'rejected', 'paid'));
drop index idx_expenses_listed;
comment on column expenses.amount is null;
call app.track('expenses');
