-- Mail to the people of an organisation: what is to be said to whom, what became of it, and what somebody wants no more of.

create table mails (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  user_id uuid not null,
  kind varchar(20) not null,
  address varchar(255) not null,
  address_lower text collate "C" not null generated always as (app.lower_case(address)) stored,
  letter jsonb not null,
  secret uuid not null,
  state varchar(10) not null default 'queued',
  error varchar(500),
  created_at timestamptz not null default now(),
  ended_at timestamptz,

  constraint mails_pkey primary key (organization_id, id),
  constraint mails_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint mails_user_id_fkey foreign key (organization_id, user_id)
    references users (organization_id, id) on delete cascade,
  constraint mails_kind_check check (kind in ('welcome', 'notification')),
  constraint mails_letter_check check (jsonb_typeof(letter) = 'object' and octet_length(letter::text) <= 10000),
  constraint mails_state_check check (state in ('queued', 'sent', 'kept', 'withheld', 'failed', 'bounced')),
  constraint mails_ended_check check ((ended_at is not null) = (state <> 'queued'))
);
comment on table mails is 'Mail to people of the organisation; not audited, since whatever caused it is. The application may DELETE one that is old.';
comment on column mails.address is 'Where it goes, as it was when the mail was caused: what became of it is about this address.';
comment on column mails.letter is 'What it says, in values; words and looks are made of them when it is delivered or looked at.';
comment on column mails.secret is 'What the links of this mail and its Message-ID are proved by.';
comment on column mails.state is 'kept: there is no mail server; withheld: it was no longer wanted; bounced: there is no such address.';

create index idx_mails_state on mails (organization_id, state, created_at, id);
create index idx_mails_created_at on mails (organization_id, created_at, id);
create index idx_mails_user on mails (organization_id, user_id);
create index idx_mails_bounced on mails (organization_id, address_lower) where state = 'bounced';

call app.protect('mails');
grant select, insert, update, delete on mails to plugs_app;
create trigger actor before insert or update or delete on mails for each statement execute function app.needs_actor();


create table mail_opt_outs (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  user_id uuid not null,
  kind varchar(20) not null,
  created_at timestamptz not null default now(),

  constraint mail_opt_outs_pkey primary key (organization_id, id),
  constraint mail_opt_outs_organization_id_fkey foreign key (organization_id)
    references organizations (id) on delete cascade,
  constraint mail_opt_outs_user_id_fkey foreign key (organization_id, user_id)
    references users (organization_id, id) on delete cascade,
  constraint mail_opt_outs_unique unique (organization_id, user_id, kind),
  constraint mail_opt_outs_kind_check check (kind = 'notification')
);
comment on table mail_opt_outs is 'The kinds of mail that somebody wants no more of; the application may DELETE one (wanted again), and the audit trail keeps it.';

call app.protect('mail_opt_outs');
call app.track('mail_opt_outs');
grant select, insert, delete on mail_opt_outs to plugs_app;
