-- What claims come to, known without adding them up: by person, event, type, category and tax, month by month. And the accounts
-- under which books keep them.

-- Rounding --------------------------------------------------------------------------------------------------------
create function app.half_even(amount numeric, places integer) returns numeric
  language sql immutable strict parallel safe
begin atomic
  select round(
    case when abs(scaled - trunc(scaled)) = 0.5 then 2 * round(scaled / 2) else round(scaled) end / power(10::numeric, places), places)
  from (select amount * power(10::numeric, places) as scaled) as shifted;
end;
comment on function app.half_even(numeric, integer) is 'Rounds to so many decimals, a half to the even neighbour, as amounts are converted everywhere.';
grant execute on function app.half_even(numeric, integer) to plugs_app;


-- Totals ----------------------------------------------------------------------------------------------------------
create table expense_totals (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  dimension varchar(20) not null,
  key varchar(50) not null,
  month date not null,
  status varchar(20) not null,
  claims bigint not null,
  worth numeric(28,4) not null,
  tax numeric(28,4) not null,
  is_sum boolean not null default false,

  constraint expense_totals_pkey primary key (organization_id, id),
  constraint expense_totals_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint expense_totals_dimension_check check (dimension in ('person', 'event', 'type', 'category', 'tax_rate')),
  constraint expense_totals_month_check check (isfinite(month) and extract(day from month) = 1),
  constraint expense_totals_status_check check (status in ('pending', 'approved', 'paid'))
);
comment on table expense_totals is 'What submitted claims come to in the organisation''s own currency, by each of several dimensions and by month. Each row is a difference that a statement on expenses made, so that no two writers meet in one row; the sum of the rows is the truth. Only the trigger that writes them may DELETE, when it adds many up into few.';
comment on column expense_totals.key is 'Who claims, for which event, of what type or category, at which rate of tax in percent; empty where there is none.';
comment on column expense_totals.month is 'The first day of the month in which the money was spent.';
comment on column expense_totals.claims is 'How many claims came; negative where they left.';
comment on column expense_totals.worth is 'By how much their worth changed, tax included; what is taken back is subtracted.';
comment on column expense_totals.tax is 'By how much the tax in it changed.';
comment on column expense_totals.is_sum is 'Many differences, added up into one.';
create index idx_expense_totals_dimension on expense_totals (organization_id, dimension, month, key, is_sum);
call app.protect('expense_totals');
grant select, insert, delete on expense_totals to plugs_app;

-- Divided claims --------------------------------------------------------------------------------------------------
create table expense_parts (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  expense_id uuid not null,
  event uuid,
  month date not null,
  status varchar(20) not null,
  worth numeric(19,4) not null,
  tax numeric(19,4) not null,

  constraint expense_parts_pkey primary key (organization_id, id),
  constraint expense_parts_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint expense_parts_expense_id_fkey foreign key (organization_id, expense_id)
    references expenses (organization_id, id) on delete cascade,
  constraint expense_parts_status_check check (status in ('pending', 'approved', 'paid')),
  constraint expense_parts_finite_month check (isfinite(month))
);
comment on table expense_parts is 'What a divided claim that counts comes to for each of its events: as its totals were noted. Only the triggers that write it may DELETE.';
comment on column expense_parts.event is 'None of what is left to no event. No reference: an event that is removed for good has its parts written anew.';
create index idx_expense_parts_expense on expense_parts (organization_id, expense_id);
create index idx_expense_parts_event on expense_parts (organization_id, event);
call app.protect('expense_parts');
grant select, insert, delete on expense_parts to plugs_app;

-- What is claimed for which event, whether the claim is divided or not; what is taken back is below nothing.
create view expense_worths with (security_invoker = true) as
  select e.organization_id, e.id as expense_id, e.event_id as event,
    case when e.reverses_id is null then 1 else -1 end * e.base_amount as worth,
    case when e.reverses_id is null then 1 else -1 end
      * coalesce(app.half_even(e.tax_amount * e.fx_rate, app.currency_exponent(e.base_currency)), 0) as tax
  from expenses e where e.shares_version = 0
  union all
  select p.organization_id, p.expense_id, p.event, p.worth, p.tax from expense_parts p;
comment on view expense_worths is 'What each submitted claim comes to for each of its events.';
grant select on expense_worths to plugs_app;

-- Adds differences to the totals: text keys, as many rows as they come in.
create function app.add_up_expense_totals(touched public.expense_totals[]) returns void
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  one record;
begin
  for one in
    with written as (
      insert into public.expense_totals (organization_id, dimension, key, month, status, claims, worth, tax)
      select organization_id, dimension, key, month, status, sum(claims), sum(worth), sum(tax)
      from unnest(touched) as t
      -- Where an organisation goes, its totals go with it.
      where exists (select from public.organizations o where o.id = t.organization_id)
      group by organization_id, dimension, key, month, status
      having sum(claims) <> 0 or sum(worth) <> 0 or sum(tax) <> 0
      returning dimension, key, month
    )
    select distinct dimension, key, month from written
  loop
    -- As the totals of the board are added up: by one writer at a time, and nobody waiting.
    perform from public.expense_totals as t
    where t.organization_id = app.current_organization() and t.dimension = one.dimension and t.month = one.month and t.key = one.key
      and not t.is_sum offset 50 limit 1;
    if found and pg_try_advisory_xact_lock(hashtextextended(
        concat_ws(' ', 'expense_totals', app.current_organization(), one.dimension, one.month, one.key), 0)) then
      with added_up as (
        delete from public.expense_totals as t
        where t.organization_id = app.current_organization() and t.dimension = one.dimension and t.month = one.month and t.key = one.key
        returning t.status, t.claims, t.worth, t.tax
      )
      insert into public.expense_totals (organization_id, dimension, key, month, status, claims, worth, tax, is_sum)
      select app.current_organization(), one.dimension, one.key, one.month, status, sum(claims), sum(worth), sum(tax), true
      from added_up
      group by status
      having sum(claims) <> 0 or sum(worth) <> 0 or sum(tax) <> 0;
    end if;
  end loop;
end
$$;
comment on function app.add_up_expense_totals(public.expense_totals[]) is 'Notes by how much totals change.';
-- Their writes run these with the rights of whoever writes.
grant execute on function app.add_up_expense_totals(public.expense_totals[]) to plugs_app;

-- What divided claims come to by event, written anew: what was noted goes, and what is so now comes.
create function app.note_expense_parts(concerned uuid[]) returns void
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  changed public.expense_totals[];
begin
  with gone as (
    delete from public.expense_parts p where p.organization_id = app.current_organization() and p.expense_id = any (concerned)
    returning p.*
  ), came as (
    insert into public.expense_parts (organization_id, expense_id, event, month, status, worth, tax)
    select e.organization_id, e.id, part.event_id, date_trunc('month', e.expense_date)::date, e.status, part.worth,
      -- Its part of the tax: what is rounded off here is rounded on there, so that the parts come to the whole.
      coalesce(app.half_even(whole.tax * part.so_far / nullif(whole.worth, 0), places.of)
        - app.half_even(whole.tax * (part.so_far - part.worth) / nullif(whole.worth, 0), places.of), 0)
    from public.expenses e,
      lateral (select app.currency_exponent(e.base_currency) as of) as places,
      lateral (select case when e.reverses_id is null then 1 else -1 end as of) as sign,
      lateral (select sign.of * e.base_amount as worth,
        sign.of * coalesce(app.half_even(e.tax_amount * e.fx_rate, places.of), 0) as tax) as whole,
      lateral (
        select s.event_id, sign.of * s.base_amount as worth, sign.of * sum(s.base_amount) over (order by s.position) as so_far
        from public.expense_shares s
        where s.organization_id = e.organization_id and s.expense_id = e.id and s.base_amount is not null
        union all
        select e.event_id, whole.worth, whole.worth
        where not exists (select from public.expense_shares s where s.organization_id = e.organization_id and s.expense_id = e.id)
      ) as part
    where e.organization_id = app.current_organization() and e.id = any (concerned) and e.shares_version > 0
      and e.status in ('pending', 'approved', 'paid') and not e.is_deleted
    returning *
  )
  select array_agg(row(null, c.organization_id, 'event', coalesce(c.event::text, ''), c.month, c.status, c.sign, c.sign * c.worth,
    c.sign * c.tax, false)::public.expense_totals) into changed
  from (select g.*, -1 as sign from gone as g union all select n.*, 1 from came as n) as c;
  perform app.add_up_expense_totals(changed);
end
$$;
comment on function app.note_expense_parts(uuid[]) is 'Notes what divided claims come to for their events.';
grant execute on function app.note_expense_parts(uuid[]) to plugs_app;

-- What one of two states of claims comes to: those that count, each under what it belongs to.
create function app.note_expense_totals(gone public.expenses[], came public.expenses[]) returns void
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  changed public.expense_totals[];
  divided uuid[];
begin
  select array_agg(row(null, e.organization_id, belongs.dimension, belongs.key, date_trunc('month', e.expense_date)::date, e.status,
    e.sign, e.sign * counted.worth, e.sign * counted.tax, false)::public.expense_totals) into changed
  from (
    select -1 as sign, g.* from unnest(gone) as g
    union all
    select 1, c.* from unnest(came) as c
  ) as e,
  lateral (select
    case when e.reverses_id is null then 1 else -1 end * e.base_amount as worth,
    case when e.reverses_id is null then 1 else -1 end
      * coalesce(app.half_even(e.tax_amount * e.fx_rate, app.currency_exponent(e.base_currency)), 0) as tax) as counted,
  lateral (values ('person', e.created_by::text), ('event', coalesce(e.event_id::text, '')), ('type', e.expense_type),
    ('category', coalesce(e.category, '')), ('tax_rate', coalesce(trim_scale(e.tax_rate)::text, ''))) as belongs (dimension, key)
  where e.status in ('pending', 'approved', 'paid') and not e.is_deleted
    -- What is divided is noted by its parts.
    and (belongs.dimension <> 'event' or e.shares_version = 0);
  perform app.add_up_expense_totals(changed);
  select array_agg(c.id) into divided from unnest(came) as c where c.shares_version > 0;
  if divided is not null then
    perform app.note_expense_parts(divided);
  end if;
end
$$;
comment on function app.note_expense_totals(public.expenses[], public.expenses[]) is 'Notes by how much claims that changed altered what is spent.';
grant execute on function app.note_expense_totals(public.expenses[], public.expenses[]) to plugs_app;

create function app.keep_expense_totals() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  before public.expenses[];
  after public.expenses[];
begin
  if tg_op <> 'INSERT' then
    select array_agg(e) into before from went as e;
  end if;
  if tg_op <> 'DELETE' then
    select array_agg(e) into after from came as e;
  end if;
  perform app.note_expense_totals(before, after);
  return null;
end
$$;
comment on function app.keep_expense_totals() is 'Notes by how much a statement on expenses changed what is spent.';

-- One for each verb: a trigger that sees all rows of a statement can have no more than one.
create trigger expense_totals_insert after insert on expenses
  referencing new table as came for each statement execute function app.keep_expense_totals();
create trigger expense_totals_update after update on expenses
  referencing old table as went new table as came for each statement execute function app.keep_expense_totals();
create trigger expense_totals_delete after delete on expenses
  referencing old table as went for each statement execute function app.keep_expense_totals();

create function app.keep_expense_parts() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  concerned uuid[];
begin
  if tg_op = 'DELETE' then
    concerned := array(select distinct expense_id from went);
  else
    concerned := array(select distinct expense_id from came);
  end if;
  perform app.note_expense_parts(concerned);
  return null;
end
$$;
comment on function app.keep_expense_parts() is 'Notes what a statement on shares changed.';
create trigger expense_parts_insert after insert on expense_shares
  referencing new table as came for each statement execute function app.keep_expense_parts();
create trigger expense_parts_update after update on expense_shares
  referencing new table as came for each statement execute function app.keep_expense_parts();
create trigger expense_parts_delete after delete on expense_shares
  referencing old table as went for each statement execute function app.keep_expense_parts();

-- What is there already. The owner itself sees no rows while row-level security is forced.
alter table expenses no force row level security;
alter table expense_totals no force row level security;
insert into expense_totals (organization_id, dimension, key, month, status, claims, worth, tax, is_sum)
select organization_id, belongs.dimension, belongs.key, date_trunc('month', expense_date)::date, status,
  count(*), sum(worth), sum(tax), true
from expenses as e,
  lateral (select
    case when reverses_id is null then 1 else -1 end * base_amount as worth,
    case when reverses_id is null then 1 else -1 end
      * coalesce(app.half_even(tax_amount * fx_rate, app.currency_exponent(base_currency)), 0) as tax) as counted,
  lateral (values ('person', created_by::text), ('event', coalesce(event_id::text, '')), ('type', expense_type),
    ('category', coalesce(category, '')), ('tax_rate', coalesce(trim_scale(tax_rate)::text, ''))) as belongs (dimension, key)
where status in ('pending', 'approved', 'paid') and not is_deleted
group by organization_id, belongs.dimension, belongs.key, date_trunc('month', expense_date)::date, status;
alter table expense_totals force row level security;
alter table expenses force row level security;


-- Accounts --------------------------------------------------------------------------------------------------------
create table ledger_accounts (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  purpose varchar(20) not null,
  account varchar(20) not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),

  constraint ledger_accounts_pkey primary key (organization_id, id),
  constraint ledger_accounts_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint ledger_accounts_unique unique (organization_id, purpose),
  constraint ledger_accounts_purpose_check
    check (purpose in ('travel', 'accommodation', 'catering', 'venue', 'marketing', 'other', 'tax', 'payable')),
  constraint ledger_accounts_account_check check (account ~ '^[A-Za-z0-9][A-Za-z0-9 ./-]*$')
);
comment on table ledger_accounts is 'Under which account of an organisation''s books what is spent is kept: one for each type of expense, one for the tax in it, and one for what is owed to people. The application may DELETE one that is emptied; the audit trail keeps it.';
call app.protect('ledger_accounts');
call app.track('ledger_accounts');
grant select, insert, update, delete on ledger_accounts to plugs_app;
