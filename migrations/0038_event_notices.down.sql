-- Of every organisation, and nobody's doing.
alter table notifications no force row level security, disable trigger user;
alter table notification_opt_outs no force row level security, disable trigger user;
alter table mails no force row level security, disable trigger user;
delete from notifications where kind = 'event_cancelled';
delete from notification_opt_outs where kind = 'event_cancelled';
delete from mails where kind = 'event_cancelled';
alter table notifications force row level security, enable trigger user;
alter table notification_opt_outs force row level security, enable trigger user;
alter table mails force row level security, enable trigger user;

alter table notification_opt_outs
  drop constraint notification_opt_outs_kind_check,
  add constraint notification_opt_outs_kind_check check (kind in ('assigned', 'follow_up_due', 'mentioned', 'bulk_done'));
alter table notifications
  drop constraint notifications_kind_check,
  add constraint notifications_kind_check check (kind in ('assigned', 'follow_up_due', 'mentioned', 'bulk_done'));

alter table mails
  drop constraint mails_reader_check,
  drop constraint mails_notice_check,
  drop constraint mails_once,
  drop constraint mails_kind_check,
  add constraint mails_kind_check check (kind in ('welcome', 'notification')),
  drop column contact_id,
  drop column notice_id,
  alter column user_id set not null;
comment on table mails is 'Mail to people of the organisation; not audited, since whatever caused it is. The application may DELETE one that is old.';

drop table event_notices;
