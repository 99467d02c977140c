drop trigger audit_remedy on jobs;

-- Of every organisation, and nobody's doing.
alter table notifications no force row level security, disable trigger user;
alter table notification_opt_outs no force row level security, disable trigger user;
delete from notifications where kind = 'bulk_done';
delete from notification_opt_outs where kind = 'bulk_done';
alter table notifications force row level security, enable trigger user;
alter table notification_opt_outs force row level security, enable trigger user;
alter table notification_opt_outs
  drop constraint notification_opt_outs_kind_check,
  add constraint notification_opt_outs_kind_check check (kind in ('assigned', 'follow_up_due', 'mentioned'));
alter table notifications
  drop constraint notifications_kind_check,
  add constraint notifications_kind_check check (kind in ('assigned', 'follow_up_due', 'mentioned'));

drop table bulk_change_portions;
drop trigger actor on bulk_change_rows;
revoke delete on bulk_change_rows from plugs_app;
comment on table bulk_change_rows is 'The contacts of a bulk change, with what stood there before; they go with it, and nobody may DELETE one by itself.';

drop trigger announce_update on bulk_changes;
drop trigger actor on bulk_changes;
revoke update on bulk_changes from plugs_app;
alter table bulk_changes
  drop column wanted, drop column state, drop column job_id, drop column asked, drop column changed, drop column unchanged,
  drop column gone, drop column refused, drop column refused_ids, drop column full_ids, drop column reversed, drop column kept,
  drop column lost;
comment on table bulk_changes is 'Changes of many contacts at once that can still be undone; not audited, since each contact''s own entry says the same; the application may DELETE one (undone, or too old to be).';
