alter table notifications no force row level security, disable trigger user;
alter table notification_opt_outs no force row level security, disable trigger user;
delete from notifications where kind = 'budget_used';
delete from notification_opt_outs where kind = 'budget_used';
alter table notifications force row level security, enable trigger user;
alter table notification_opt_outs force row level security, enable trigger user;
alter table notifications
  drop constraint notifications_kind_check,
  add constraint notifications_kind_check check (kind in
    ('assigned', 'follow_up_due', 'mentioned', 'bulk_done', 'event_cancelled', 'expense_waiting', 'expense_decided'));
alter table notification_opt_outs
  drop constraint notification_opt_outs_kind_check,
  add constraint notification_opt_outs_kind_check check (kind in
    ('assigned', 'follow_up_due', 'mentioned', 'bulk_done', 'event_cancelled', 'expense_waiting', 'expense_decided'));
drop trigger keep_within_limit on expenses;
drop trigger keep_within_limit_from_the_beginning on expenses;
drop function app.keep_within_limit();
drop function app.bound_on(uuid, uuid);
drop table event_limits;
