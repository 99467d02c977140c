-- What a claim in another currency came to when it was paid. What it is worth in totals stays as it was frozen.

alter table expenses
  add column settled_amount numeric(19,4),
  -- NaN is greater than every number.
  add constraint expenses_settled_amount_check check (settled_amount > 0 and settled_amount <= 922337203685477.5807),
  add constraint expenses_settled_exponent_check check (settled_amount = round(settled_amount, app.currency_exponent(base_currency))),
  add constraint expenses_settled_foreign_check
    check (settled_amount is null or status = 'paid' and base_currency is not null and currency <> base_currency);
comment on column expenses.settled_amount is 'What left the account for it, in base_currency, as the bank says; against base_amount it is the gain or loss of exchange. None where nobody has said it.';

-- What a period gained and lost, without reading the claims of which nothing is said.
create index expenses_settled_idx on expenses (organization_id, expense_date) where settled_amount is not null;

create or replace function app.keep_claim() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  -- Whoever decides does so themselves; of what was decided elsewhere, before it came here, somebody else tells than who gained.
  if new.status in ('approved', 'paid') and (tg_op = 'INSERT' or new.status <> old.status)
      and app.acting_user() in (new.created_by, new.payee_id, new.reversed_by)
    -- Of a reversal that somebody else made they reject nothing either; whoever made it takes it back.
    or new.reverses_id is not null and tg_op = 'UPDATE' and new.status = 'rejected' and old.status <> 'rejected'
      and app.acting_user() in (new.created_by, new.payee_id) and app.acting_user() <> new.reversed_by
    or tg_op = 'UPDATE' and (
      new.approved_by is distinct from old.approved_by and new.approved_by <> app.acting_user()
      or new.paid_by is distinct from old.paid_by and new.paid_by <> app.acting_user()
      or new.settled_amount is distinct from old.settled_amount
        and app.acting_user() in (new.created_by, new.payee_id, new.reversed_by))
  then
    raise check_violation using message = 'nobody decides about their own money, or in the name of somebody else',
      schema = tg_table_schema, table = tg_table_name, constraint = 'expenses_not_ones_own';
  end if;
  if tg_op = 'INSERT' then
    return new;
  end if;
  if new.status = 'paid' and old.status <> 'paid'
    and app.needs_another(new.organization_id, new.id, new.base_amount, new.approved_by, new.paid_by)
  then
    raise check_violation using message = 'what is worth so much is paid by somebody else than who approved it',
      schema = tg_table_schema, table = tg_table_name, constraint = 'expenses_second_person';
  end if;
  if (new.reverses_id, new.reversed_by) is distinct from (old.reverses_id, old.reversed_by) then
    raise check_violation using message = 'what a claim takes back, and who made it do so, stays',
      schema = tg_table_schema, table = tg_table_name, constraint = 'expenses_reversal_kept';
  end if;
  -- What is paid is final, but for what it came to, which the bank says later. An event that is removed for good takes its name from it.
  if old.status = 'paid' and not (pg_trigger_depth() > 1 and new.event_id is null)
    and to_jsonb(new) - array['version', 'updated_at', 'updated_by', 'settled_amount']
      is distinct from to_jsonb(old) - array['version', 'updated_at', 'updated_by', 'settled_amount']
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
  if (old.status in ('approved', 'paid') or new.status in ('approved', 'rejected')) and new.status <> 'pending' and pg_trigger_depth() = 1
    and (old.amount, old.currency, old.net_amount, old.tax_amount, old.tax_rate, old.category, old.expense_type, old.expense_date,
      old.event_id, old.payee_id, old.receipts_version, old.base_amount, old.base_currency, old.fx_rate, old.fx_date, old.fx_source)
    is distinct from (new.amount, new.currency, new.net_amount, new.tax_amount, new.tax_rate, new.category, new.expense_type, new.expense_date,
      new.event_id, new.payee_id, new.receipts_version, new.base_amount, new.base_currency, new.fx_rate, new.fx_date, new.fx_source)
  then
    raise check_violation using message = 'what was approved is what was seen',
      schema = tg_table_schema, table = tg_table_name, constraint = 'expenses_seen';
  end if;
  -- One that is submitted does not vanish.
  if new.is_deleted and not old.is_deleted and old.status <> 'draft' then
    raise check_violation using message = 'only a draft is deleted',
      schema = tg_table_schema, table = tg_table_name, constraint = 'expenses_deleted_as_draft';
  end if;
  return new;
end
$$;
