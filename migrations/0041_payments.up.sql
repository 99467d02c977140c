-- Where money goes and where it comes from, sealed; and batches in which approved claims are paid.

create table bank_accounts (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  user_id uuid,
  holder bytea not null,
  iban bytea not null,
  bic bytea,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),

  constraint bank_accounts_pkey primary key (organization_id, id),
  constraint bank_accounts_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint bank_accounts_user_id_fkey foreign key (organization_id, user_id) references users (organization_id, id),
  constraint bank_accounts_unique unique nulls not distinct (organization_id, user_id),
  -- Nothing was ever stored plain here.
  constraint bank_accounts_holder_check check (get_byte(holder, 0) = 1),
  constraint bank_accounts_iban_check check (get_byte(iban, 0) = 1),
  constraint bank_accounts_bic_check check (get_byte(bic, 0) = 1)
);
comment on table bank_accounts is 'Where somebody wants their money, or where the organisation pays from; nobody may DELETE one.';
comment on column bank_accounts.user_id is 'Whose it is; the organisation''s own where this is nobody.';
comment on column bank_accounts.holder is 'Sealed, like contacts.phone; so are iban and bic.';
call app.protect('bank_accounts');
call app.track('bank_accounts');
create trigger live_user before insert or update of user_id on bank_accounts
  for each row when (new.user_id is not null)
  execute function app.live_parent('users', 'user_id', 'share');
grant select, insert, update on bank_accounts to plugs_app;


create table payment_batches (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  number integer not null,
  status varchar(20) not null default 'open',
  execution_date date not null,
  frozen bytea,
  items_version integer not null default 0,
  created_by uuid not null,
  exported_by uuid,
  exported_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),

  constraint payment_batches_pkey primary key (organization_id, id),
  constraint payment_batches_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint payment_batches_created_by_fkey foreign key (organization_id, created_by) references users (organization_id, id),
  constraint payment_batches_exported_by_fkey foreign key (organization_id, exported_by) references users (organization_id, id),
  constraint payment_batches_number unique (organization_id, number),
  constraint payment_batches_number_check check (number > 0),
  constraint payment_batches_status_check check (status in ('open', 'exported', 'settled', 'partly_failed', 'cancelled')),
  constraint payment_batches_frozen_check check (get_byte(frozen, 0) = 1),
  constraint payment_batches_exported_check check (num_nonnulls(frozen, exported_by, exported_at) in (0, 3)
    and (status <> 'open' or frozen is null) and (status in ('open', 'cancelled') or frozen is not null))
);
comment on table payment_batches is 'Claims that are paid together; nobody may DELETE one.';
comment on column payment_batches.number is 'By which people call it; counted up in each organisation.';
comment on column payment_batches.execution_date is 'On which the bank is asked to pay.';
comment on column payment_batches.frozen is 'Sealed. Whom the files pay, how much and where, from the moment in which they were made; each file is written from it alone.';
comment on column payment_batches.items_version is 'Raised with each line that is settled or left out, so that the batch has a new version then, too.';
create index idx_payment_batches_created_by on payment_batches (organization_id, created_by);
create index idx_payment_batches_exported_by on payment_batches (organization_id, exported_by);
call app.protect('payment_batches');
call app.track('payment_batches');
grant select, insert, update on payment_batches to plugs_app;


create table payment_batch_items (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  batch_id uuid not null,
  expense_id uuid not null,
  payee_id uuid not null,
  amount numeric(19,4) not null,
  currency varchar(3) not null,
  is_reversal boolean not null,
  expense_version integer not null,
  outcome varchar(20) not null default 'open',
  reason varchar(500),
  reference varchar(140),
  paid_on date,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),

  constraint payment_batch_items_pkey primary key (organization_id, id),
  constraint payment_batch_items_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint payment_batch_items_batch_id_fkey foreign key (organization_id, batch_id)
    references payment_batches (organization_id, id) on delete cascade,
  constraint payment_batch_items_expense_id_fkey foreign key (organization_id, expense_id) references expenses (organization_id, id),
  constraint payment_batch_items_payee_id_fkey foreign key (organization_id, payee_id) references users (organization_id, id),
  constraint payment_batch_items_once unique (organization_id, batch_id, expense_id),
  constraint payment_batch_items_outcome_check check (outcome in ('open', 'paid', 'failed', 'dropped', 'cancelled')),
  constraint payment_batch_items_reason_check check (outcome not in ('failed', 'dropped') or reason is not null),
  constraint payment_batch_items_paid_check check ((paid_on is not null) = (outcome = 'paid')),
  constraint payment_batch_items_amount_check check (amount >= 0 and amount <= 922337203685477.5807),
  constraint payment_batch_items_amount_exponent_check check (amount = round(amount, app.currency_exponent(currency))),
  constraint payment_batch_items_currency_check check (currency ~ '^[A-Z]{3}$'),
  constraint payment_batch_items_currency_known check (app.is_currency(currency))
);
comment on table payment_batch_items is 'A claim in a batch, as it was approved; nobody may DELETE one.';
comment on column payment_batch_items.payee_id is 'Who gets the money.';
comment on column payment_batch_items.is_reversal is 'Its amount is subtracted from what the payee gets.';
comment on column payment_batch_items.expense_version is 'What was approved.';
comment on column payment_batch_items.reason is 'Why it was left out, or why the bank did not pay it.';
comment on column payment_batch_items.reference is 'What stands on the statement of the bank.';
-- A claim waits for its money in one batch only.
create unique index payment_batch_items_open on payment_batch_items (organization_id, expense_id) where outcome = 'open';
create index idx_payment_batch_items_expense on payment_batch_items (organization_id, expense_id);
create index idx_payment_batch_items_payee on payment_batch_items (organization_id, payee_id);
call app.protect('payment_batch_items');
call app.track('payment_batch_items');
grant select, insert, update on payment_batch_items to plugs_app;


-- Claims are locked before batches, and batches before what is in them: by this function, and by whoever works on a batch.
create function app.claim_leaves_batch() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  concerned record;
begin
  select b.id, b.number, b.status into concerned
  from public.payment_batches b
  where b.organization_id = new.organization_id and b.id in (
    select i.batch_id from public.payment_batch_items i
    where i.organization_id = new.organization_id and i.expense_id = new.id and i.outcome = 'open')
  for no key update;
  if not found then
    return null;
  end if;
  -- Its file may be at the bank by now.
  if concerned.status = 'exported' then
    raise check_violation using message = format('the claim is being paid with batch %s', concerned.number),
      schema = tg_table_schema, table = tg_table_name, constraint = 'expenses_being_paid';
  end if;
  update public.payment_batch_items
  set outcome = 'dropped', reason = case new.status
    when 'paid' then 'It was paid otherwise.' else 'It was changed after it was approved, and waits for a decision again.' end
  where organization_id = new.organization_id and batch_id = concerned.id and expense_id = new.id and outcome = 'open';
  update public.payment_batches set items_version = items_version + 1
  where organization_id = new.organization_id and id = concerned.id;
  return null;
end
$$;
comment on function app.claim_leaves_batch() is 'What is approved no longer, or paid otherwise, falls out of its batch; of a batch whose files are made nothing does.';
create trigger leaves_batch after update on expenses
  for each row when (old.status = 'approved' and new.status <> 'approved')
  execute function app.claim_leaves_batch();


create or replace function app.hide_secrets(row_values jsonb) returns jsonb
  language sql immutable set search_path = pg_catalog, pg_temp
  return case when row_values ?| array['password_hash', 'credentials', 'holder', 'iban', 'bic', 'frozen'] then
    row_values || (
      select jsonb_object_agg(name, '[hidden]')
      from unnest(array['password_hash', 'credentials', 'holder', 'iban', 'bic', 'frozen']) as secret (name)
      where row_values ? name)
    else row_values end;
