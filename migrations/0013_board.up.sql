-- The board: what each stage holds in all, known without counting, and its contacts in every order.

create table contact_stage_totals (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  contact_type varchar(20) not null,
  contacts bigint not null,
  score bigint not null,

  constraint contact_stage_totals_pkey primary key (organization_id, id),
  constraint contact_stage_totals_organization_id_fkey foreign key (organization_id)
    references organizations (id) on delete cascade,
  constraint contact_stage_totals_contact_type_check check (contact_type in ('target', 'contact', 'plug'))
);
comment on table contact_stage_totals is 'How many contacts each stage holds and what their scores add up to, without the trash. Each row is a difference that a statement on contacts made, so that no two writers meet in one row; the sum of the rows is the truth. Only the trigger that writes them may DELETE, when it adds many up into one.';
comment on column contact_stage_totals.contacts is 'How many contacts came into the stage; negative where they left it.';
comment on column contact_stage_totals.score is 'By how much the sum of the scores in the stage changed.';

create function app.keep_stage_totals() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' then
    insert into public.contact_stage_totals (organization_id, contact_type, contacts, score)
    select organization_id, contact_type, count(*), sum(lead_score) from came
    where not is_deleted
    group by organization_id, contact_type;
  elsif tg_op = 'DELETE' then
    -- Where an organisation goes, its totals go with it.
    insert into public.contact_stage_totals (organization_id, contact_type, contacts, score)
    select organization_id, contact_type, -count(*), -sum(lead_score) from went
    where not is_deleted and exists (select from public.organizations where id = organization_id)
    group by organization_id, contact_type;
  else
    insert into public.contact_stage_totals (organization_id, contact_type, contacts, score)
    select organization_id, contact_type, sum(one), sum(one * lead_score)
    from (
      select organization_id, contact_type, lead_score, 1 as one from came where not is_deleted
      union all
      select organization_id, contact_type, lead_score, -1 from went where not is_deleted
    ) as change
    group by organization_id, contact_type
    having sum(one) <> 0 or sum(one * lead_score) <> 0;
  end if;
  if not found then
    return null;
  end if;

  -- Many rows become one per stage, by one writer at a time and nobody waiting: what another writer has not committed
  -- is not seen here and stays. A row is deleted by the statement that adds it up, so none counts twice or never.
  perform from public.contact_stage_totals where organization_id = app.current_organization() offset 100 limit 1;
  if found and pg_try_advisory_xact_lock(hashtextextended('contact_stage_totals ' || app.current_organization(), 0)) then
    with added_up as (
      delete from public.contact_stage_totals where organization_id = app.current_organization()
      returning contact_type, contacts, score
    )
    insert into public.contact_stage_totals (organization_id, contact_type, contacts, score)
    select app.current_organization(), contact_type, sum(contacts), sum(score) from added_up group by contact_type;
  end if;
  return null;
end
$$;
comment on function app.keep_stage_totals() is 'Notes by how much a statement on contacts changed each stage''s count and sum of scores.';

-- One for each verb: a trigger that sees all rows of a statement can have no more than one.
create trigger stage_totals_insert after insert on contacts
  referencing new table as came for each statement execute function app.keep_stage_totals();
create trigger stage_totals_update after update on contacts
  referencing old table as went new table as came for each statement execute function app.keep_stage_totals();
create trigger stage_totals_delete after delete on contacts
  referencing old table as went for each statement execute function app.keep_stage_totals();

-- What is there already. The owner itself sees no rows while row-level security is forced.
alter table contacts no force row level security;
insert into contact_stage_totals (organization_id, contact_type, contacts, score)
select organization_id, contact_type, count(*), sum(lead_score) from contacts
where not is_deleted
group by organization_id, contact_type;
alter table contacts force row level security;

call app.protect('contact_stage_totals');
grant select, insert, delete on contact_stage_totals to plugs_app;

-- A column is a stage in one of the orders of the list; without these, a small stage of a large organisation would be
-- looked for among everybody.
create index idx_contacts_stage_name on contacts (organization_id, contact_type, last_name_key, full_name_key, id)
  where not is_deleted;
create index idx_contacts_stage_company on contacts (organization_id, contact_type, company_order, id) where not is_deleted;
create index idx_contacts_stage_lead_score on contacts (organization_id, contact_type, lead_score, id) where not is_deleted;
create index idx_contacts_stage_last_interaction on contacts (organization_id, contact_type, last_interaction_key, id)
  where not is_deleted;
create index idx_contacts_stage_created_at on contacts (organization_id, contact_type, created_at, id) where not is_deleted;
