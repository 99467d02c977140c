-- A claim from its draft to its payment: who gets the money, what it is worth in the organisation's own currency, which moves
-- there are, and what was decided. The database itself refuses whoever decides about their own money.

-- None of what is there was ever handed in by anybody.
alter table expenses no force row level security, disable trigger user;
update expenses set status = 'draft', approved_by = null, approved_at = null;
alter table expenses force row level security, enable trigger user;

alter table expenses
  drop constraint expenses_status_check,
  alter column status set default 'draft',
  add column payee_id uuid,
  add column merchant varchar(120),
  add column net_amount numeric(19,4),
  add column tax_amount numeric(19,4),
  add column tax_rate numeric(6,3),
  add column receipts_version integer not null default 0,
  add column submitted_at timestamptz,
  add column base_amount numeric(19,4),
  add column base_currency varchar(3),
  add column fx_rate numeric(20,10),
  add column fx_date date,
  add column fx_source varchar(20),
  add column paid_by uuid,
  add column paid_at timestamptz,
  add column payment_reference varchar(140),
  add column payment_key uuid,
  add column reverses_id uuid,
  add column updated_by uuid,
  add constraint expenses_status_check check (status in ('draft', 'pending', 'approved', 'rejected', 'paid')),
  add constraint expenses_payee_id_fkey foreign key (organization_id, payee_id) references users (organization_id, id),
  add constraint expenses_paid_by_fkey foreign key (organization_id, paid_by) references users (organization_id, id),
  add constraint expenses_updated_by_fkey foreign key (organization_id, updated_by)
    references users (organization_id, id) on delete set null (updated_by),
  add constraint expenses_reverses_id_fkey foreign key (organization_id, reverses_id) references expenses (organization_id, id),
  add constraint expenses_payee_check check (payee_id <> created_by),
  add constraint expenses_tax_check check (num_nonnulls(net_amount, tax_amount) <> 1 and net_amount >= 0 and tax_amount >= 0
    and net_amount + tax_amount = amount),
  add constraint expenses_parts_check check (net_amount <= 922337203685477.5807 and tax_amount <= 922337203685477.5807),
  add constraint expenses_net_exponent_check check (net_amount = round(net_amount, app.currency_exponent(currency))),
  add constraint expenses_tax_exponent_check check (tax_amount = round(tax_amount, app.currency_exponent(currency))),
  add constraint expenses_tax_rate_check check (tax_rate >= 0 and tax_rate < 100),
  add constraint expenses_base_check check (num_nonnulls(base_amount, base_currency, fx_rate, fx_date, fx_source, submitted_at)
    = case when status = 'draft' then 0 else 6 end),
  add constraint expenses_base_amount_check check (base_amount >= 0 and base_amount <= 922337203685477.5807),
  add constraint expenses_base_currency_known check (app.is_currency(base_currency)),
  add constraint expenses_base_exponent_check check (base_amount = round(base_amount, app.currency_exponent(base_currency))),
  add constraint expenses_fx_rate_check check (fx_rate > 0 and fx_rate < 10000000000),
  add constraint expenses_fx_source_check check (fx_source in ('same', 'manual', 'ecb')),
  add constraint expenses_amount_claimed check (status = 'draft' or amount > 0),
  add constraint expenses_approved_check check ((approved_by is not null) = (status in ('approved', 'paid'))
    and (approved_by is null) = (approved_at is null)),
  add constraint expenses_paid_check check (num_nonnulls(paid_by, paid_at, payment_key) = case when status = 'paid' then 3 else 0 end
    and (payment_reference is null or status = 'paid')),
  -- Whoever claims, and whoever gets the money, neither approves nor pays.
  add constraint expenses_not_ones_own check (approved_by <> created_by and approved_by <> coalesce(payee_id, created_by)
    and coalesce(paid_by <> created_by and paid_by <> coalesce(payee_id, created_by), true)),
  add constraint expenses_reverses_check check (reverses_id <> id),
  add constraint expenses_finite_days check (isfinite(submitted_at) and isfinite(paid_at) and isfinite(fx_date));
comment on column expenses.payee_id is 'Who gets the money, where it is not whoever claims it.';
comment on column expenses.amount is 'What was paid, tax included, in the currency of the receipt.';
comment on column expenses.tax_rate is 'In percent.';
comment on column expenses.receipts_version is 'Raised with each receipt that comes or goes, so that the claim has a new version then, too.';
comment on column expenses.base_amount is 'What the claim is worth in the organisation''s own currency: worked out once, when it is submitted, and never again.';
comment on column expenses.fx_rate is 'How much of the own currency one of the claim''s currency was, on fx_date, says fx_source.';
comment on column expenses.payment_key is 'Of the request that paid it: the same request sent twice pays once.';
comment on column expenses.reverses_id is 'The paid claim that this one takes back; its amount is subtracted in totals.';

create index idx_expenses_inbox on expenses (organization_id, submitted_at, id) where status = 'pending' and not is_deleted;
create index idx_expenses_payee on expenses (organization_id, payee_id);
create index idx_expenses_reverses on expenses (organization_id, reverses_id);
create index idx_expenses_paid_by on expenses (organization_id, paid_by);
create index idx_expenses_updated_by on expenses (organization_id, updated_by);
create index idx_expenses_listed on expenses (organization_id, created_at, id) where not is_deleted;
create unique index expenses_reversed_once on expenses (organization_id, reverses_id)
  where reverses_id is not null and status <> 'rejected' and not is_deleted;


-- The moves -------------------------------------------------------------------------------------------------------
create function app.keep_claim() returns trigger
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
comment on function app.keep_claim() is 'Lets a claim be moved only where there is a move, leaves what is paid as it is, and what is approved as it was seen.';
create trigger live_payee before insert or update of payee_id on expenses
  for each row when (new.payee_id is not null)
  execute function app.live_parent('users', 'payee_id', 'share');
create trigger keep_claim before insert or update on expenses for each row execute function app.keep_claim();

call app.track('expenses');


-- What was decided ------------------------------------------------------------------------------------------------
create table expense_decisions (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  expense_id uuid not null,
  user_id uuid not null,
  decision varchar(20) not null,
  comment varchar(1000),
  amount numeric(19,4) not null,
  currency varchar(3) not null,
  changes jsonb not null default '[]',
  created_at timestamptz not null default clock_timestamp(),

  constraint expense_decisions_pkey primary key (organization_id, id),
  constraint expense_decisions_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint expense_decisions_expense_id_fkey foreign key (organization_id, expense_id)
    references expenses (organization_id, id) on delete cascade,
  constraint expense_decisions_user_id_fkey foreign key (organization_id, user_id) references users (organization_id, id),
  constraint expense_decisions_decision_check check (decision in
    ('submitted', 'recalled', 'revised', 'approved', 'rejected', 'questioned', 'reopened', 'paid')),
  constraint expense_decisions_comment_check check (decision not in ('rejected', 'questioned') or btrim(comment) <> ''),
  constraint expense_decisions_amount_check check (amount >= 0 and amount <= 922337203685477.5807),
  constraint expense_decisions_amount_exponent_check check (amount = round(amount, app.currency_exponent(currency))),
  constraint expense_decisions_currency_check check (currency ~ '^[A-Z]{3}$'),
  constraint expense_decisions_currency_known check (app.is_currency(currency)),
  constraint expense_decisions_changes_check check (jsonb_typeof(changes) = 'array')
);
comment on table expense_decisions is 'What became of a claim, step by step, and by whom; nobody may UPDATE or DELETE a step.';
comment on column expense_decisions.amount is 'What was claimed at that moment.';
comment on column expense_decisions.changes is 'What a revision changed: names of fields with what stood there and what stands there.';
create index idx_expense_decisions_expense on expense_decisions (organization_id, expense_id, created_at, id);
create index idx_expense_decisions_user on expense_decisions (organization_id, user_id);
call app.protect('expense_decisions');
grant select, insert on expense_decisions to plugs_app;
create trigger actor before insert or update or delete on expense_decisions
  for each statement execute function app.needs_actor();


-- Receipts --------------------------------------------------------------------------------------------------------
alter table media
  add column related_expense uuid,
  add constraint media_related_expense_fkey foreign key (organization_id, related_expense)
    references expenses (organization_id, id) on delete set null (related_expense);
create index idx_media_related_expense on media (organization_id, related_expense, created_at, id);
create trigger live_expense before insert or update of related_expense on media
  for each row when (new.related_expense is not null and not new.is_deleted)
  execute function app.live_parent('expenses', 'related_expense', 'no key update');

create function app.receipts_changed() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  concerned uuid := coalesce(new.related_expense, old.related_expense);
begin
  update public.expenses set receipts_version = receipts_version + 1,
    status = case when status = 'approved' then 'pending' else status end,
    approved_by = null, approved_at = null
  where organization_id = new.organization_id and id = concerned and status <> 'paid';
  if not found then
    raise check_violation using message = 'what is paid is final',
      schema = 'public', table = 'expenses', constraint = 'expenses_paid_is_final';
  end if;
  return null;
end
$$;
comment on function app.receipts_changed() is 'Makes a new version of the claim whose receipts change, and asks again for the approval of one that had it.';
create trigger receipt_came after insert on media
  for each row when (new.related_expense is not null) execute function app.receipts_changed();
create trigger receipt_changed after update on media
  for each row when (new.related_expense is not null
    and (old.is_deleted, old.related_expense) is distinct from (new.is_deleted, new.related_expense))
  execute function app.receipts_changed();


-- Others see it at once -------------------------------------------------------------------------------------------
alter table changes
  drop constraint changes_kind_check,
  add constraint changes_kind_check check (kind in ('contact', 'presence', 'notification', 'event', 'expense'));
create trigger announce_insert after insert on expenses
  referencing new table as came for each statement execute function app.announce('expense', 'id');
create trigger announce_update after update on expenses
  referencing old table as went new table as came for each statement execute function app.announce('expense', 'id');
