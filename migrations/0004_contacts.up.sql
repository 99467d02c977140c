-- People and their stage (target, contact, plug), and what was said and done with them.

create table contacts (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  created_by uuid not null,
  owner_id uuid,
  first_name varchar(50) not null,
  last_name varchar(50) not null,
  email varchar(255),
  phone varchar(20),
  company varchar(100),
  job_title varchar(100),
  linkedin_url varchar(255),
  bio text,
  avatar_url varchar(500),
  contact_type varchar(20) not null default 'target',
  status varchar(30) not null default 'cold_lead',
  priority varchar(10) not null default 'medium',
  business_type varchar(50),
  network_type varchar(50),
  industry varchar(100),
  notes text,
  tags text[] not null default '{}',
  metadata jsonb not null default '{}',
  lead_score integer not null default 0,
  last_interaction timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  is_deleted boolean not null default false,
  deleted_at timestamptz,
  deletion_id uuid,
  updated_by uuid,

  -- What lists sort and search by: folded, never null except where there is no e-mail, compared by leakproof operators.
  full_name_key text collate "C" not null generated always as (app.fold(first_name || ' ' || last_name)) stored,
  last_name_key text collate "C" not null generated always as (app.fold(last_name)) stored,
  company_key text collate "C" not null generated always as (app.fold(coalesce(company, ''))) stored,
  email_lower text collate "C" generated always as (app.lower_case(email)) stored,
  last_interaction_key timestamptz not null generated always as (coalesce(last_interaction, '-infinity')) stored,

  constraint contacts_pkey primary key (organization_id, id),
  constraint contacts_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint contacts_created_by_fkey foreign key (organization_id, created_by) references users (organization_id, id),
  constraint contacts_owner_id_fkey foreign key (organization_id, owner_id)
    references users (organization_id, id) on delete set null (owner_id),
  constraint contacts_updated_by_fkey foreign key (organization_id, updated_by)
    references users (organization_id, id) on delete set null (updated_by),
  constraint contacts_first_name_check check (btrim(first_name) <> ''),
  constraint contacts_last_name_check check (btrim(last_name) <> ''),
  constraint contacts_email_check check (email ~ '^[^@[:space:]]+@[^@[:space:]]+$'),
  constraint contacts_contact_type_check check (contact_type in ('target', 'contact', 'plug')),
  constraint contacts_status_check check (status in ('new_client', 'existing_client', 'hot_lead', 'cold_lead')),
  constraint contacts_priority_check check (priority in ('high', 'medium', 'low')),
  constraint contacts_tags_check check (app.tags_are_valid(tags)),
  constraint contacts_metadata_check check (jsonb_typeof(metadata) = 'object'),
  constraint contacts_lead_score_check check (lead_score >= 0 and lead_score <= 100),
  constraint contacts_deleted_check check (is_deleted = (deleted_at is not null) and (is_deleted or deletion_id is null))
);
comment on table contacts is 'The people an organisation knows or wants to know; nobody may DELETE one (soft-deleted into the trash).';
comment on column contacts.owner_id is 'Who looks after this person; null when nobody does.';
comment on column contacts.lead_score is 'Derived: neither audited nor a new version.';
comment on column contacts.last_interaction is 'Derived: the latest completed, undeleted interaction, kept by trigger; what is written to it by hand is ignored.';

-- Ways to sort. The id breaks ties in the direction of the key, so that each index is read forwards or backwards and a
-- page continues with one row comparison.
create index idx_contacts_name on contacts (organization_id, last_name_key, full_name_key, id) where not is_deleted;
create index idx_contacts_full_name on contacts (organization_id, full_name_key, id) where not is_deleted;
create index idx_contacts_company on contacts (organization_id, company_key, id) where not is_deleted;
create index idx_contacts_lead_score on contacts (organization_id, lead_score, id) where not is_deleted;
create index idx_contacts_last_interaction on contacts (organization_id, last_interaction_key, id) where not is_deleted;
create index idx_contacts_created_at on contacts (organization_id, created_at, id) where not is_deleted;
create index idx_contacts_trash on contacts (organization_id, deleted_at, id) where is_deleted;
-- Ways to find and filter.
create index idx_contacts_email on contacts (organization_id, email_lower, id) where not is_deleted and email_lower is not null;
create index idx_contacts_type_status on contacts (organization_id, contact_type, status, priority) where not is_deleted;
create index idx_contacts_status on contacts (organization_id, status, priority) where not is_deleted;
create index idx_contacts_priority on contacts (organization_id, priority) where not is_deleted;
create index idx_contacts_owner on contacts (organization_id, owner_id, last_interaction_key, id);
create index idx_contacts_created_by on contacts (organization_id, created_by);
create index idx_contacts_updated_by on contacts (organization_id, updated_by);

call app.protect('contacts');
call app.track('contacts', '{lead_score,last_interaction}');
grant select, insert, update on contacts to plugs_app;


create table contact_interactions (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  contact_id uuid not null,
  user_id uuid not null,
  interaction_type varchar(20) not null,
  direction varchar(10),
  subject varchar(255),
  description text,
  outcome text,
  interaction_date timestamptz not null,
  status varchar(20) not null default 'completed',
  metadata jsonb not null default '{}',
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  is_deleted boolean not null default false,
  deleted_at timestamptz,
  deletion_id uuid,

  constraint contact_interactions_pkey primary key (organization_id, id),
  constraint contact_interactions_organization_id_fkey foreign key (organization_id)
    references organizations (id) on delete cascade,
  constraint contact_interactions_contact_id_fkey foreign key (organization_id, contact_id)
    references contacts (organization_id, id) on delete cascade,
  constraint contact_interactions_user_id_fkey foreign key (organization_id, user_id)
    references users (organization_id, id),
  constraint contact_interactions_interaction_type_check
    check (interaction_type in ('meeting', 'call', 'email', 'linkedin', 'event', 'follow_up')),
  constraint contact_interactions_direction_check check (direction in ('in', 'out', 'both')),
  constraint contact_interactions_status_check check (status in ('completed', 'scheduled', 'cancelled')),
  constraint contact_interactions_interaction_date_check check (isfinite(interaction_date)),
  constraint contact_interactions_metadata_check check (jsonb_typeof(metadata) = 'object'),
  constraint contact_interactions_deleted_check
    check (is_deleted = (deleted_at is not null) and (is_deleted or deletion_id is null))
);
comment on table contact_interactions is 'Meetings, calls, mails and follow-ups with a contact, done or planned; nobody may DELETE one (soft-deleted).';

-- Also the foreign key's index and the one that finds the latest interaction, so it holds the deleted ones too.
create index idx_contact_interactions_contact on contact_interactions (organization_id, contact_id, interaction_date, id);
create index idx_contact_interactions_user on contact_interactions (organization_id, user_id, interaction_date, id);
create index idx_contact_interactions_follow_ups on contact_interactions (organization_id, user_id, interaction_date, id)
  where status = 'scheduled' and not is_deleted;
create index idx_contact_interactions_date on contact_interactions (organization_id, interaction_date, id) where not is_deleted;
create index idx_contact_interactions_type on contact_interactions (organization_id, interaction_type, interaction_date, id)
  where not is_deleted;
create index idx_contact_interactions_trash on contact_interactions (organization_id, deleted_at, id) where is_deleted;

call app.protect('contact_interactions');
call app.track('contact_interactions');
grant select, insert, update on contact_interactions to plugs_app;

-- `no key update`, because the trigger below goes on to write last_interaction into the same contact.
create trigger live_parent before insert or update of contact_id, is_deleted on contact_interactions
  for each row when (not new.is_deleted)
  execute function app.live_parent('contacts', 'contact_id', 'no key update');


-- last_interaction ------------------------------------------------------------------------------------------------
-- All of this goes by clock_timestamp(). With now(), a transaction that began early and then waited for the contact
-- would take what was logged meanwhile for the future, and lose it.

create function app.completed_is_past() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  if new.interaction_date > clock_timestamp() then
    raise check_violation using
      message = 'a completed interaction cannot lie in the future',
      schema = tg_table_schema, table = tg_table_name, column = 'interaction_date',
      constraint = 'contact_interactions_completed_not_future';
  end if;
  return new;
end
$$;
comment on function app.completed_is_past() is 'Refuses a completed interaction that has not happened yet.';

create trigger completed_is_past before insert or update of interaction_date, status, is_deleted on contact_interactions
  for each row when (new.status = 'completed' and not new.is_deleted)
  execute function app.completed_is_past();

create function app.keep_last_interaction() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  organization uuid := coalesce(new.organization_id, old.organization_id);
  touched uuid[] := array[old.contact_id, new.contact_id];
  latest timestamptz;
  one uuid;
begin
  -- First the lock, then, in a statement of its own, the reading: that statement sees what whoever held the lock did.
  for one in
    select id from public.contacts
    where organization_id = organization and id = any (touched)
    order by id for no key update
  loop
    select max(interaction_date) into latest
    from public.contact_interactions
    where organization_id = organization and contact_id = one
      and status = 'completed' and not is_deleted and interaction_date <= clock_timestamp();

    update public.contacts set last_interaction = latest
    where organization_id = organization and id = one and last_interaction is distinct from latest;
  end loop;
  return null;
end
$$;
comment on function app.keep_last_interaction() is 'Writes the latest completed, undeleted interaction into its contact.';

create trigger last_interaction after insert or delete or update of contact_id, interaction_date, status, is_deleted
  on contact_interactions for each row execute function app.keep_last_interaction();

create function app.ignore_last_interaction() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  new.last_interaction := case when tg_op = 'UPDATE' then old.last_interaction end;
  return new;
end
$$;
comment on function app.ignore_last_interaction() is 'last_interaction follows from the interactions; only their trigger writes it.';

create trigger ignore_last_interaction before insert or update of last_interaction on contacts
  for each row when (pg_trigger_depth() = 0) execute function app.ignore_last_interaction();
