-- What each company comes to, known without adding up everybody who works there.

create table contact_company_totals (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  company_key text collate "C" not null,
  company varchar(100) not null,
  owner_id uuid,
  contact_type varchar(20) not null,
  contacts bigint not null,
  score bigint not null,
  is_sum boolean not null default false,

  constraint contact_company_totals_pkey primary key (organization_id, id),
  constraint contact_company_totals_organization_id_fkey foreign key (organization_id)
    references organizations (id) on delete cascade,
  constraint contact_company_totals_owner_id_fkey foreign key (organization_id, owner_id)
    references users (organization_id, id) on delete set null (owner_id),
  constraint contact_company_totals_contact_type_check check (contact_type in ('target', 'contact', 'plug'))
);
comment on table contact_company_totals is 'How many contacts of each owner and stage name a company, in each of its spellings, and what their scores add up to, without the trash. Each row is a difference that a statement on contacts made, so that no two writers meet in one row; the sum of the rows is the truth. Only the trigger that writes them may DELETE, when it adds many up into few.';
comment on column contact_company_totals.contacts is 'How many contacts came; negative where they left.';
comment on column contact_company_totals.score is 'By how much the sum of their scores changed.';
comment on column contact_company_totals.is_sum is 'Many differences, added up into one.';

create function app.keep_company_totals() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  changed text[];
  one text;
begin
  if tg_op = 'INSERT' then
    with written as (
      insert into public.contact_company_totals (organization_id, company_key, company, owner_id, contact_type, contacts, score)
      select organization_id, company_key, company, owner_id, contact_type, count(*), sum(lead_score) from came
      where not is_deleted and company_key > ''
      group by organization_id, company_key, company, owner_id, contact_type
      returning company_key
    )
    select array_agg(distinct company_key) into changed from written;
  elsif tg_op = 'DELETE' then
    -- Where an organisation goes, its totals go with it.
    with written as (
      insert into public.contact_company_totals (organization_id, company_key, company, owner_id, contact_type, contacts, score)
      select organization_id, company_key, company, owner_id, contact_type, -count(*), -sum(lead_score) from went
      where not is_deleted and company_key > '' and exists (select from public.organizations where id = organization_id)
      group by organization_id, company_key, company, owner_id, contact_type
      returning company_key
    )
    select array_agg(distinct company_key) into changed from written;
  else
    with written as (
      insert into public.contact_company_totals (organization_id, company_key, company, owner_id, contact_type, contacts, score)
      select organization_id, company_key, company, owner_id, contact_type, sum(one_more), sum(one_more * lead_score)
      from (
        select organization_id, company_key, company, owner_id, contact_type, lead_score, 1 as one_more from came
        where not is_deleted and company_key > ''
        union all
        select organization_id, company_key, company, owner_id, contact_type, lead_score, -1 from went
        where not is_deleted and company_key > ''
      ) as change
      where exists (select from public.organizations where id = organization_id)
      group by organization_id, company_key, company, owner_id, contact_type
      having sum(one_more) <> 0 or sum(one_more * lead_score) <> 0
      returning company_key
    )
    select array_agg(distinct company_key) into changed from written;
  end if;

  -- As the totals of the stages are added up: by one writer at a time, and nobody waiting.
  foreach one in array coalesce(changed, '{}') loop
    perform from public.contact_company_totals
    where organization_id = app.current_organization() and company_key = one and not is_sum offset 50 limit 1;
    if found and pg_try_advisory_xact_lock(
        hashtextextended('contact_company_totals ' || app.current_organization() || ' ' || one, 0)) then
      with added_up as (
        delete from public.contact_company_totals
        where organization_id = app.current_organization() and company_key = one
        returning company, owner_id, contact_type, contacts, score
      )
      insert into public.contact_company_totals
        (organization_id, company_key, company, owner_id, contact_type, contacts, score, is_sum)
      select app.current_organization(), one, company, owner_id, contact_type, sum(contacts), sum(score), true
      from added_up
      group by company, owner_id, contact_type
      having sum(contacts) <> 0 or sum(score) <> 0;
    end if;
  end loop;
  return null;
end
$$;
comment on function app.keep_company_totals() is 'Notes by how much a statement on contacts changed what each company comes to.';

-- One for each verb: a trigger that sees all rows of a statement can have no more than one.
create trigger company_totals_insert after insert on contacts
  referencing new table as came for each statement execute function app.keep_company_totals();
create trigger company_totals_update after update on contacts
  referencing old table as went new table as came for each statement execute function app.keep_company_totals();
create trigger company_totals_delete after delete on contacts
  referencing old table as went for each statement execute function app.keep_company_totals();

-- What is there already. The owner itself sees no rows while row-level security is forced.
alter table contacts no force row level security;
insert into contact_company_totals (organization_id, company_key, company, owner_id, contact_type, contacts, score, is_sum)
select organization_id, company_key, company, owner_id, contact_type, count(*), sum(lead_score), true from contacts
where not is_deleted and company_key > ''
group by organization_id, company_key, company, owner_id, contact_type;
alter table contacts force row level security;

call app.protect('contact_company_totals');
grant select, insert, delete on contact_company_totals to plugs_app;

create index idx_contact_company_totals_company on contact_company_totals (organization_id, company_key, is_sum);
create index idx_contact_company_totals_owner on contact_company_totals (organization_id, owner_id);
