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
comment on column contacts.lead_score is 'A person''s judgement, versioned and audited; derived where a job works it out, and then neither.';
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
call app.track('contacts', '{job:lead_score,last_interaction}');
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
  -- A few days more than the form takes, for it goes by the person's calendar. Earlier ones no cursor can hold.
  constraint contact_interactions_date_check
    check (interaction_date >= '1899-12-30T00:00:00Z' and interaction_date < '2201-01-03T00:00:00Z'),
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

-- Many interactions in one statement (an import, a bulk change, the demo) cost their contacts one change each, made
-- together, and not one look per interaction.
-- The rows that a statement wrote and unwrote are `came` and `went`.
create function app.keep_last_interaction() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  of_organizations uuid[];
  touched uuid[];
begin
  if tg_op = 'INSERT' then
    select array_agg(organization_id), array_agg(contact_id) into of_organizations, touched
    from (select distinct organization_id, contact_id from came) as met;
  elsif tg_op = 'DELETE' then
    select array_agg(organization_id), array_agg(contact_id) into of_organizations, touched
    from (select distinct organization_id, contact_id from went) as met;
  else
    select array_agg(organization_id), array_agg(contact_id) into of_organizations, touched
    from (
      select organization_id, unnest(array[was.contact_id, becomes.contact_id]) as contact_id
      from went as was join came as becomes using (organization_id, id)
      where (was.contact_id, was.interaction_date, was.status, was.is_deleted)
        is distinct from (becomes.contact_id, becomes.interaction_date, becomes.status, becomes.is_deleted)
      group by 1, 2
    ) as met;
  end if;
  if touched is null then
    return null;
  end if;

  -- First the locks, then, in a statement of its own, the reading: that statement sees what whoever held a lock did.
  perform from public.contacts c
  join unnest(of_organizations, touched) as met (organization_id, id) using (organization_id, id)
  order by c.id for no key update of c;

  update public.contacts c set last_interaction = latest.at
  from (
    select met.organization_id, met.id, (
      select max(i.interaction_date) from public.contact_interactions i
      where i.organization_id = met.organization_id and i.contact_id = met.id
        and i.status = 'completed' and not i.is_deleted and i.interaction_date <= clock_timestamp()
    ) as at
    from unnest(of_organizations, touched) as met (organization_id, id)
  ) as latest
  where c.organization_id = latest.organization_id and c.id = latest.id and c.last_interaction is distinct from latest.at;
  return null;
end
$$;
comment on function app.keep_last_interaction() is 'Writes the latest completed, undeleted interaction into the contacts of what a statement wrote.';

create trigger last_interaction_came after insert on contact_interactions
  referencing new table as came
  for each statement execute function app.keep_last_interaction();
create trigger last_interaction_changed after update on contact_interactions
  referencing old table as went new table as came
  for each statement execute function app.keep_last_interaction();
create trigger last_interaction_went after delete on contact_interactions
  referencing old table as went
  for each statement execute function app.keep_last_interaction();

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
