-- What waits is seen in the product; it is mailed no more.
drop function app.organizations_with_news();
drop index idx_notifications_waits_for_mail;
alter table notifications
  drop constraint notifications_waits_for_mail_check,
  drop column waits_for_mail;
