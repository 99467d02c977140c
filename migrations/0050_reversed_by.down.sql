-- A reversal counts for whoever made it again. What was a draft before, and is rejected by now, stays so.
alter table expenses
  drop constraint expenses_reversal_submitted,
  drop constraint expenses_reversed_by_check,
  drop constraint expenses_not_ones_own;

alter table expenses no force row level security, disable trigger user;
alter table expense_totals no force row level security;
with moved as (
  update expenses r
  set created_by = r.reversed_by, payee_id = nullif(coalesce(r.payee_id, r.created_by), r.reversed_by)
  from expenses was
  where was.organization_id = r.organization_id and was.id = r.id and r.reversed_by <> r.created_by
  returning r.*, was.created_by as claimant
)
insert into expense_totals (organization_id, dimension, key, month, status, claims, worth, tax)
select organization_id, 'person', who.key, date_trunc('month', expense_date)::date, status, sum(who.sign), sum(who.sign * worth),
  sum(who.sign * tax)
from moved,
  lateral (select -base_amount as worth,
    -coalesce(app.half_even(tax_amount * fx_rate, app.currency_exponent(base_currency)), 0) as tax) as counted,
  lateral (values (claimant::text, -1), (created_by::text, 1)) as who (key, sign)
where status in ('pending', 'approved', 'paid') and not is_deleted
group by organization_id, who.key, date_trunc('month', expense_date)::date, status;
alter table expense_totals force row level security;
alter table expenses force row level security, enable trigger user;

create or replace function app.keep_claim() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  claimed_before jsonb;
  claimed_now jsonb;
begin
  -- Whoever decides does so themselves; of what was decided elsewhere, before it came here, somebody else tells than who gained.
  if new.status in ('approved', 'paid') and (tg_op = 'INSERT' or new.status <> old.status)
      and app.acting_user() in (new.created_by, new.payee_id)
    or tg_op = 'UPDATE' and (
      new.approved_by is distinct from old.approved_by and new.approved_by <> app.acting_user()
      or new.paid_by is distinct from old.paid_by and new.paid_by <> app.acting_user())
  then
    raise check_violation using message = 'nobody decides about their own money, or in the name of somebody else',
      schema = tg_table_schema, table = tg_table_name, constraint = 'expenses_not_ones_own';
  end if;
  if tg_op = 'INSERT' then
    return new;
  end if;
  -- What is paid is final. An event that is removed for good takes its name from it.
  if old.status = 'paid' and not (pg_trigger_depth() > 1 and new.event_id is null)
    and to_jsonb(new) - array['version', 'updated_at', 'updated_by'] is distinct from to_jsonb(old) - array['version', 'updated_at', 'updated_by']
  then
    raise check_violation using message = 'what is paid is final',
      schema = tg_table_schema, table = tg_table_name, constraint = 'expenses_paid_is_final';
  end if;
  if old.status <> new.status and (old.status, new.status) not in (
    ('draft', 'pending'), ('pending', 'draft'), ('pending', 'approved'), ('pending', 'rejected'),
    ('approved', 'pending'), ('approved', 'paid'), ('rejected', 'draft'))
  then
    raise check_violation using message = format('a claim that is %s does not become %s', old.status, new.status),
      schema = tg_table_schema, table = tg_table_name, constraint = 'expenses_moves';
  end if;
  if old.status in ('approved', 'paid') or new.status in ('approved', 'rejected') then
    select jsonb_object_agg(key, value) into claimed_before from jsonb_each(to_jsonb(old))
    where key = any (array['amount', 'currency', 'net_amount', 'tax_amount', 'tax_rate', 'category', 'expense_type', 'expense_date',
      'event_id', 'payee_id', 'receipts_version', 'base_amount', 'base_currency', 'fx_rate', 'fx_date', 'fx_source']);
    select jsonb_object_agg(key, value) into claimed_now from jsonb_each(to_jsonb(new)) where claimed_before ? key;
    if claimed_before is distinct from claimed_now and new.status <> 'pending' and pg_trigger_depth() = 1 then
      raise check_violation using message = 'what was approved is what was seen',
        schema = tg_table_schema, table = tg_table_name, constraint = 'expenses_seen';
    end if;
  end if;
  -- One that is submitted does not vanish.
  if new.is_deleted and not old.is_deleted and old.status <> 'draft' then
    raise check_violation using message = 'only a draft is deleted',
      schema = tg_table_schema, table = tg_table_name, constraint = 'expenses_deleted_as_draft';
  end if;
  return new;
end
$$;

create or replace function app.keep_approval() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  claim record;
  refused text;
begin
  if tg_op = 'UPDATE' then
    if new is not distinct from old then
      return new;
    end if;
    if new.organization_id <> old.organization_id then
      raise exception '%.organization_id never changes', tg_table_name using errcode = 'PL002',
        schema = tg_table_schema, table = tg_table_name, column = 'organization_id';
    end if;
    -- What was said goes with what it was said of, and by nothing else.
    if old.voided_at is null and new.voided_at is not null and pg_trigger_depth() > 1
      and to_jsonb(new) - 'voided_at' = to_jsonb(old) - 'voided_at'
    then
      return new;
    end if;
    if old.decided_by is not null or old.voided_at is not null
      or to_jsonb(new) - array['decided_by', 'decided_at', 'stands_for'] <> to_jsonb(old) - array['decided_by', 'decided_at', 'stands_for']
    then
      refused := 'expense_approvals_kept';
    end if;
  end if;
  if refused is null and new.decided_by is not null then
    select e.created_by, e.payee_id, e.status into claim from public.expenses e
    where e.organization_id = new.organization_id and e.id = new.expense_id;
    if new.decided_by in (claim.created_by, claim.payee_id)
      or tg_op = 'UPDATE' and new.decided_by is distinct from app.acting_user()
    then
      refused := 'expense_approvals_not_ones_own';
    elsif tg_op = 'UPDATE' and claim.status <> 'pending' then
      refused := 'expense_approvals_pending';
    elsif exists (
      select from public.expense_approvals a
      where a.organization_id = new.organization_id and a.expense_id = new.expense_id and a.place < new.place
        and a.decided_by is null and a.voided_at is null)
    then
      refused := 'expense_approvals_in_order';
    end if;
  end if;
  if refused is not null then
    raise check_violation using
      message = case refused
        when 'expense_approvals_kept' then 'what a claim asks, and who said yes, stays until the claim is another one'
        when 'expense_approvals_not_ones_own' then 'nobody decides about their own money, or in the name of somebody else'
        when 'expense_approvals_pending' then 'only a pending claim asks'
        else 'an earlier step is open'
      end,
      schema = tg_table_schema, table = tg_table_name, constraint = refused;
  end if;
  return new;
end
$$;

alter table expenses
  add constraint expenses_not_ones_own check (approved_by <> created_by and approved_by <> coalesce(payee_id, created_by)
    and coalesce(paid_by <> created_by and paid_by <> coalesce(payee_id, created_by), true)),
  drop column reversed_by;
