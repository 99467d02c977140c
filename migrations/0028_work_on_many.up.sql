-- Changes of more contacts than one request changes: which ones are meant is written down when it is asked for, a thousand
-- to a row, and one job after the other takes a row and changes those contacts. What came of it is kept with the change, for
-- whoever asked, who is told of every step and of its end. And a line in the trail where a person retries or discards a job.

alter table bulk_changes
  add column wanted jsonb,
  add column state varchar(10) not null default 'done',
  add column job_id uuid,
  add column asked integer,
  add column changed integer not null default 0,
  add column unchanged integer not null default 0,
  add column gone integer not null default 0,
  add column refused integer not null default 0,
  add column refused_ids uuid[] not null default '{}',
  add column full_ids uuid[] not null default '{}',
  add column reversed integer not null default 0,
  add column kept integer not null default 0,
  add column lost integer not null default 0,
  add constraint bulk_changes_job_id_fkey foreign key (organization_id, job_id)
    references jobs (organization_id, id) on delete set null (job_id),
  add constraint bulk_changes_state_check check (state in ('doing', 'done', 'undoing', 'undone')),
  add constraint bulk_changes_counts_check check (least(asked, changed, unchanged, gone, refused, reversed, kept, lost) >= 0),
  add constraint bulk_changes_named_check check (cardinality(refused_ids) <= 50 and cardinality(full_ids) <= 50);
comment on table bulk_changes is 'Changes of many contacts at once, for as long as they can be undone; not audited, since each contact''s own entry says the same; the application may DELETE one (undone, or too old to be).';
comment on column bulk_changes.wanted is 'What is done to each of them.';
comment on column bulk_changes.job_id is 'The job that goes on with it, or ended it.';
comment on column bulk_changes.asked is 'How many are meant, where jobs change them; null where the request did.';
comment on column bulk_changes.refused_ids is 'The first that were refused, by portions.';
comment on column bulk_changes.full_ids is 'Of those, the ones that would have had too many tags.';

create index idx_bulk_changes_job on bulk_changes (organization_id, job_id);
grant update on bulk_changes to plugs_app;
create trigger actor before insert or update or delete on bulk_changes
  for each statement execute function app.needs_actor();
-- How far it is, whoever asked is told like what else is for them alone.
create trigger announce_update after update on bulk_changes
  referencing old table as went new table as came for each statement execute function app.announce('notification', 'user_id');

comment on table bulk_change_rows is 'The contacts of a bulk change, with what stood there before; they go with it, and the application may DELETE one (put back as it was, or too old to be).';
grant delete on bulk_change_rows to plugs_app;
create trigger actor before insert or update or delete on bulk_change_rows
  for each statement execute function app.needs_actor();


create table bulk_change_portions (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  bulk_change_id uuid not null,
  place integer not null,
  contact_ids uuid[] not null,

  constraint bulk_change_portions_pkey primary key (organization_id, id),
  constraint bulk_change_portions_organization_id_fkey foreign key (organization_id)
    references organizations (id) on delete cascade,
  constraint bulk_change_portions_bulk_change_id_fkey foreign key (organization_id, bulk_change_id)
    references bulk_changes (organization_id, id) on delete cascade,
  constraint bulk_change_portions_unique unique (organization_id, bulk_change_id, place),
  constraint bulk_change_portions_contacts_check check (cardinality(contact_ids) between 1 and 1000)
);
comment on table bulk_change_portions is 'The contacts that a bulk change has still to come to, as they were meant when it was asked for; the application may DELETE one (done, or no longer wanted).';

call app.protect('bulk_change_portions');
grant select, insert, delete on bulk_change_portions to plugs_app;
create trigger actor before insert or update or delete on bulk_change_portions
  for each statement execute function app.needs_actor();


alter table notifications
  drop constraint notifications_kind_check,
  add constraint notifications_kind_check check (kind in ('assigned', 'follow_up_due', 'mentioned', 'bulk_done'));
alter table notification_opt_outs
  drop constraint notification_opt_outs_kind_check,
  add constraint notification_opt_outs_kind_check check (kind in ('assigned', 'follow_up_due', 'mentioned', 'bulk_done'));


-- Jobs are not audited: what a job changes is. That a person had one tried again, or let it be, no job says.
create trigger audit_remedy after update on jobs for each row
  when (old.state is distinct from new.state and app.actor_kind() = 'person')
  execute function app.audit('id', 'organization_id', 'attempts', 'max_attempts', 'run_at', 'started_at', 'ended_at');
