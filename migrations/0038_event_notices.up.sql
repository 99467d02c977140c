-- Those who were coming to an event are told that it was cancelled: colleagues by a notification, contacts by a mail.

create table event_notices (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  event_id uuid not null,
  created_by uuid not null,
  kind varchar(20) not null,
  message varchar(1000),
  colleagues integer not null,
  contacts integer not null,
  created_at timestamptz not null default now(),

  constraint event_notices_pkey primary key (organization_id, id),
  constraint event_notices_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint event_notices_event_id_fkey foreign key (organization_id, event_id)
    references events (organization_id, id) on delete cascade,
  constraint event_notices_created_by_fkey foreign key (organization_id, created_by) references users (organization_id, id),
  constraint event_notices_kind_check check (kind in ('event_cancelled')),
  constraint event_notices_counts_check check (colleagues >= 0 and contacts >= 0)
);
comment on table event_notices is 'What those who were coming to an event were told, and how many they were; nobody may UPDATE or DELETE one.';
comment on column event_notices.contacts is 'To how many a mail was to go when it was decided; what became of each stands with the mail.';
create index idx_event_notices_event on event_notices (organization_id, event_id, id);
create index idx_event_notices_created_by on event_notices (organization_id, created_by);
call app.protect('event_notices');
call app.track('event_notices');
grant select, insert on event_notices to plugs_app;
create trigger live_event before insert or update of event_id on event_notices
  for each row execute function app.live_parent('events', 'event_id', 'share');


alter table mails
  alter column user_id drop not null,
  add column contact_id uuid,
  add column notice_id uuid,
  add constraint mails_contact_id_fkey foreign key (organization_id, contact_id)
    references contacts (organization_id, id) on delete cascade,
  add constraint mails_notice_id_fkey foreign key (organization_id, notice_id)
    references event_notices (organization_id, id) on delete cascade,
  add constraint mails_reader_check check (num_nonnulls(user_id, contact_id) = 1),
  add constraint mails_notice_check check ((contact_id is null) = (notice_id is null)),
  add constraint mails_once unique (organization_id, notice_id, contact_id),
  drop constraint mails_kind_check,
  add constraint mails_kind_check check (kind in ('welcome', 'notification', 'event_cancelled'));
comment on table mails is 'Mail to people of the organisation, and to contacts who were coming to an event; not audited, since whatever caused it is. The application may DELETE one that is old.';
comment on column mails.notice_id is 'Why a contact gets it: each of them once for one notice, however often the work is done.';
create index idx_mails_contact on mails (organization_id, contact_id);


alter table notifications
  drop constraint notifications_kind_check,
  add constraint notifications_kind_check
    check (kind in ('assigned', 'follow_up_due', 'mentioned', 'bulk_done', 'event_cancelled'));
alter table notification_opt_outs
  drop constraint notification_opt_outs_kind_check,
  add constraint notification_opt_outs_kind_check
    check (kind in ('assigned', 'follow_up_due', 'mentioned', 'bulk_done', 'event_cancelled'));
