-- What may be claimed: an organisation's policy, what it pays for distance and days, and one receipt divided over events.

create table expense_policies (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  rules jsonb not null,
  created_by uuid not null,
  updated_by uuid,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),

  constraint expense_policies_pkey primary key (organization_id, id),
  constraint expense_policies_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint expense_policies_created_by_fkey foreign key (organization_id, created_by) references users (organization_id, id),
  constraint expense_policies_updated_by_fkey foreign key (organization_id, updated_by)
    references users (organization_id, id) on delete set null (updated_by),
  constraint expense_policies_one unique (organization_id),
  constraint expense_policies_rules_check check (jsonb_typeof(rules) = 'object')
);
comment on table expense_policies is 'What an organisation warns of or refuses when something is claimed; one for each, and nobody may DELETE it.';
comment on column expense_policies.rules is 'Read and written as a whole, under one version: limits by type, and what is asked of receipts, age and events.';
create index idx_expense_policies_created_by on expense_policies (organization_id, created_by);
create index idx_expense_policies_updated_by on expense_policies (organization_id, updated_by);
call app.protect('expense_policies');
call app.track('expense_policies');
grant select, insert, update on expense_policies to plugs_app;


create table unit_rates (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  name varchar(80) not null,
  unit varchar(20) not null,
  rate numeric(20,10) not null,
  currency varchar(3) not null,
  expense_type varchar(20) not null,
  valid_from date not null,
  valid_to date,
  is_active boolean not null default true,
  created_by uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),

  constraint unit_rates_pkey primary key (organization_id, id),
  constraint unit_rates_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint unit_rates_created_by_fkey foreign key (organization_id, created_by) references users (organization_id, id),
  constraint unit_rates_name_check check (btrim(name) <> ''),
  constraint unit_rates_unit_check check (btrim(unit) <> ''),
  -- NaN is greater than every number. Four decimals: a litre of petrol has three.
  constraint unit_rates_rate_check check (rate > 0 and rate < 10000000000),
  constraint unit_rates_rate_decimals check (rate = round(rate, 4)),
  constraint unit_rates_currency_check check (app.is_currency(currency)),
  constraint unit_rates_expense_type_check
    check (expense_type in ('travel', 'accommodation', 'catering', 'venue', 'marketing', 'other')),
  constraint unit_rates_valid_check check (valid_to >= valid_from)
);
comment on table unit_rates is 'What an organisation pays for a kilometre or a day; claims hold a copy of theirs; nobody may DELETE one: it is no longer offered.';
comment on column unit_rates.rate is 'For one unit, in the currency. Of several of one name that count on a day, the one that began last does.';
create unique index unit_rates_once on unit_rates (organization_id, name, valid_from) where is_active;
create index idx_unit_rates_created_by on unit_rates (organization_id, created_by);
call app.protect('unit_rates');
call app.track('unit_rates');
grant select, insert, update on unit_rates to plugs_app;


-- What was worked out, and what was found -------------------------------------------------------------------------
alter table expenses
  add column unit_name varchar(80),
  add column unit varchar(20),
  add column unit_rate numeric(20,10),
  add column quantity numeric(20,10),
  add column shares_version integer not null default 0,
  add column findings jsonb not null default '[]',
  add constraint expenses_unit_check check (num_nonnulls(unit_name, unit, unit_rate) in (0, 3)
    and (quantity is null or unit_rate is not null) and (unit_rate is null or quantity is not null or status = 'draft')),
  add constraint expenses_unit_rate_check check (unit_rate > 0 and unit_rate < 10000000000),
  add constraint expenses_quantity_check check (quantity > 0 and quantity < 10000000000 and quantity = round(quantity, 3)),
  -- The amount is what it says, rounded once.
  add constraint expenses_worked_out check (
    abs(amount - quantity * unit_rate) * 2 * power(10::numeric, app.currency_exponent(currency)) <= 1),
  add constraint expenses_findings_check check (jsonb_typeof(findings) = 'array');
comment on column expenses.unit_rate is 'What one unit was paid with, in the claim''s currency: copied when it was claimed, and not changed by what becomes of the rate.';
comment on column expenses.shares_version is 'Raised with each change of the shares, so that the claim has a new version then, too.';
comment on column expenses.findings is 'What of it was against the policy when it was submitted, or changed while it waited; not changed by what becomes of the policy.';


-- One receipt, several events -------------------------------------------------------------------------------------
create table expense_shares (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  expense_id uuid not null,
  position integer not null,
  event_id uuid,
  amount numeric(19,4) not null,
  currency varchar(3) not null,
  base_amount numeric(19,4),
  base_currency varchar(3),
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),

  constraint expense_shares_pkey primary key (organization_id, id),
  constraint expense_shares_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint expense_shares_expense_id_fkey foreign key (organization_id, expense_id)
    references expenses (organization_id, id) on delete cascade,
  constraint expense_shares_event_id_fkey foreign key (organization_id, event_id)
    references events (organization_id, id) on delete set null (event_id),
  constraint expense_shares_place unique (organization_id, expense_id, position),
  constraint expense_shares_position_check check (position >= 0),
  constraint expense_shares_amount_check check (amount >= 0 and amount <= 922337203685477.5807),
  constraint expense_shares_amount_exponent_check check (amount = round(amount, app.currency_exponent(currency))),
  constraint expense_shares_currency_check check (currency ~ '^[A-Z]{3}$'),
  constraint expense_shares_currency_known check (app.is_currency(currency)),
  constraint expense_shares_base_check check ((base_amount is null) = (base_currency is null) and (base_amount is null or amount > 0)),
  constraint expense_shares_base_amount_check check (base_amount >= 0 and base_amount <= 922337203685477.5807),
  constraint expense_shares_base_currency_known check (app.is_currency(base_currency)),
  constraint expense_shares_base_exponent_check check (base_amount = round(base_amount, app.currency_exponent(base_currency)))
);
comment on table expense_shares is 'What of a claim is an event''s, where it is not all of one; the application may DELETE a share to write it anew, as long as the claim is not paid.';
comment on column expense_shares.event_id is 'None of what is left to no event.';
comment on column expense_shares.base_amount is 'Its part of what the claim is worth, by largest remainder, frozen with it.';
create index idx_expense_shares_event on expense_shares (organization_id, event_id, expense_id);
call app.protect('expense_shares');
call app.track('expense_shares');
grant select, insert, update, delete on expense_shares to plugs_app;
create trigger live_event before insert or update of event_id on expense_shares
  for each row when (new.event_id is not null)
  execute function app.live_parent('events', 'event_id', 'share');
-- Whoever adds a share goes on to change the claim, hence the stronger lock.
create trigger live_expense before insert or update of expense_id on expense_shares
  for each row execute function app.live_parent('expenses', 'expense_id', 'no key update');

create function app.keep_share() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  claim_status text;
begin
  if tg_op = 'UPDATE' and to_jsonb(new) = to_jsonb(old) then
    return new;
  end if;
  select status into claim_status from public.expenses
  where organization_id = coalesce(new.organization_id, old.organization_id) and id = coalesce(new.expense_id, old.expense_id);
  -- An event that is removed for good takes its name from it.
  if claim_status = 'paid' and not (tg_op = 'UPDATE' and pg_trigger_depth() > 1
      and to_jsonb(new) - array['event_id', 'version', 'updated_at'] = to_jsonb(old) - array['event_id', 'version', 'updated_at'])
  then
    raise check_violation using message = 'what is paid is final',
      schema = 'public', table = 'expenses', constraint = 'expenses_paid_is_final';
  end if;
  if claim_status = 'approved' and tg_op = 'UPDATE' and new.base_amount is distinct from old.base_amount then
    raise check_violation using message = 'what was approved is what was seen',
      schema = 'public', table = 'expenses', constraint = 'expenses_seen';
  end if;
  if tg_op = 'DELETE' then
    return old;
  end if;
  return new;
end
$$;
comment on function app.keep_share() is 'Leaves the shares of what is paid as they are, and what those of an approved claim are worth.';
create trigger keep_share before insert or update or delete on expense_shares for each row execute function app.keep_share();

create function app.shares_changed() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  concerned uuid[];
begin
  -- An event was removed for good, or a claim is a draft again: neither changes what was divided.
  if tg_op = 'UPDATE' and pg_trigger_depth() > 1 then
    return null;
  end if;
  if tg_op = 'INSERT' then
    concerned := array(select expense_id from came);
  elsif tg_op = 'DELETE' then
    concerned := array(select expense_id from went);
  else
    concerned := array(select c.expense_id from came as c join went as w on w.organization_id = c.organization_id and w.id = c.id
      where (w.expense_id, w.event_id, w.amount, w.currency) is distinct from (c.expense_id, c.event_id, c.amount, c.currency));
  end if;
  update public.expenses set shares_version = shares_version + 1,
    status = case when status = 'approved' then 'pending' else status end,
    approved_by = null, approved_at = null
  where organization_id = app.current_organization() and id = any (concerned) and status <> 'paid';
  return null;
end
$$;
comment on function app.shares_changed() is 'Makes a new version of the claim whose shares change, and asks again for the approval of one that had it.';
create trigger shares_came after insert on expense_shares
  referencing new table as came for each statement execute function app.shares_changed();
create trigger shares_went after delete on expense_shares
  referencing old table as went for each statement execute function app.shares_changed();
create trigger shares_changed after update on expense_shares
  referencing old table as went new table as came for each statement execute function app.shares_changed();

create function app.shares_are_whole() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  organization uuid := coalesce(new.organization_id, old.organization_id);
  concerned uuid;
  found record;
begin
  if tg_table_name = 'expenses' then
    concerned := new.id;
  else
    concerned := coalesce(new.expense_id, old.expense_id);
  end if;
  select e.amount, e.base_amount, e.event_id, count(s.id) as shares, sum(s.amount) as whole, sum(s.base_amount) as base,
    count(s.base_amount) as frozen,
    bool_and(s.currency = e.currency and s.base_currency is not distinct from e.base_currency) as is_like
  into found
  from public.expenses e join public.expense_shares s on s.organization_id = e.organization_id and s.expense_id = e.id
  where e.organization_id = organization and e.id = concerned
  group by e.organization_id, e.id;
  if found.shares > 0 and (found.shares = 1 or found.event_id is not null or found.whole <> found.amount or not found.is_like
      or found.base is distinct from found.base_amount
      or found.frozen <> case when found.base_amount is null then 0 else found.shares end)
  then
    raise check_violation using message = 'the shares of a claim come to the claim',
      schema = 'public', table = 'expense_shares', constraint = 'expense_shares_whole';
  end if;
  return null;
end
$$;
comment on function app.shares_are_whole() is 'At the end of a transaction, the shares of a claim come to the claim, in its currency and in the own one.';
create constraint trigger shares_are_whole after insert or update or delete on expense_shares
  deferrable initially deferred for each row execute function app.shares_are_whole();
create constraint trigger shares_are_whole after update on expenses
  deferrable initially deferred for each row
  when ((old.amount, old.currency, old.base_amount, old.base_currency, old.event_id)
    is distinct from (new.amount, new.currency, new.base_amount, new.base_currency, new.event_id))
  execute function app.shares_are_whole();

create function app.unfreeze_shares() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  update public.expense_shares set base_amount = null, base_currency = null
  where organization_id = new.organization_id and expense_id = new.id and base_amount is not null;
  return null;
end
$$;
comment on function app.unfreeze_shares() is 'A claim that is a draft again is worth nothing yet, and neither are its shares.';
create trigger unfreeze_shares after update on expenses
  for each row when (old.base_amount is not null and new.base_amount is null)
  execute function app.unfreeze_shares();

create function app.keep_parts() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  if new.status = 'draft' then
    new.findings := '[]';
  end if;
  if (old.status in ('approved', 'paid') or new.status in ('approved', 'rejected')) and new.status <> 'pending' and pg_trigger_depth() = 1
    and (old.unit_name, old.unit, old.unit_rate, old.quantity, old.shares_version, old.findings)
      is distinct from (new.unit_name, new.unit, new.unit_rate, new.quantity, new.shares_version, new.findings)
  then
    raise check_violation using message = 'what was approved is what was seen',
      schema = tg_table_schema, table = tg_table_name, constraint = 'expenses_seen';
  end if;
  return new;
end
$$;
comment on function app.keep_parts() is 'What a claim was worked out of, how it is divided and what was found of it is part of what was seen.';
create trigger keep_parts before update on expenses for each row execute function app.keep_parts();
