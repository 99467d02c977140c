alter table notifications no force row level security, disable trigger user;
alter table notification_opt_outs no force row level security, disable trigger user;
alter table expense_decisions no force row level security, disable trigger user;
delete from notifications where kind in ('expense_waiting', 'expense_decided');
delete from notification_opt_outs where kind in ('expense_waiting', 'expense_decided');
delete from expense_decisions where decision = 'endorsed';
alter table notifications force row level security, enable trigger user;
alter table notification_opt_outs force row level security, enable trigger user;
alter table expense_decisions force row level security, enable trigger user;

alter table notification_opt_outs
  drop constraint notification_opt_outs_kind_check,
  add constraint notification_opt_outs_kind_check
    check (kind in ('assigned', 'follow_up_due', 'mentioned', 'bulk_done', 'event_cancelled'));
alter table notifications
  drop constraint notifications_kind_check,
  add constraint notifications_kind_check
    check (kind in ('assigned', 'follow_up_due', 'mentioned', 'bulk_done', 'event_cancelled'));

alter table expense_decisions
  drop column stands_for,
  drop constraint expense_decisions_decision_check,
  add constraint expense_decisions_decision_check check (decision in
    ('submitted', 'recalled', 'revised', 'approved', 'rejected', 'questioned', 'reopened', 'paid'));

drop trigger ask_steps on expenses;
drop function app.keep_steps();
alter table expenses
  drop column step,
  drop column step_approver,
  drop column asked_id,
  drop column asked_at,
  drop column steps_done;
drop table expense_approvals;
drop function app.keep_approval();
drop table approval_substitutes;
drop table approval_steps;
