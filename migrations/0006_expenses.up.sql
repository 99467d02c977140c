-- What was spent, on what, and who approved it.

create table expenses (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  created_by uuid not null,
  event_id uuid,
  title varchar(255) not null,
  description text,
  amount numeric(19,4) not null,
  currency varchar(3) not null default 'USD',
  category varchar(50),
  expense_type varchar(20) not null default 'other',
  expense_date date not null,
  status varchar(20) not null default 'pending',
  receipt_url varchar(500),
  notes text,
  approved_by uuid,
  approved_at timestamptz,
  metadata jsonb not null default '{}',
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  is_deleted boolean not null default false,
  deleted_at timestamptz,
  deletion_id uuid,

  constraint expenses_pkey primary key (organization_id, id),
  constraint expenses_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint expenses_created_by_fkey foreign key (organization_id, created_by) references users (organization_id, id),
  constraint expenses_event_id_fkey foreign key (organization_id, event_id)
    references events (organization_id, id) on delete set null (event_id),
  constraint expenses_approved_by_fkey foreign key (organization_id, approved_by) references users (organization_id, id),
  constraint expenses_title_check check (btrim(title) <> ''),
  -- NaN is greater than every number. What is left fits 64 bits of minor units.
  constraint expenses_amount_check check (amount >= 0 and amount <= 922337203685477.5807),
  constraint expenses_amount_exponent_check check (amount = round(amount, app.currency_exponent(currency))),
  constraint expenses_currency_check check (currency ~ '^[A-Z]{3}$'),
  constraint expenses_currency_known check (app.is_currency(currency)),
  constraint expenses_expense_type_check
    check (expense_type in ('travel', 'accommodation', 'catering', 'venue', 'marketing', 'other')),
  constraint expenses_status_check check (status in ('pending', 'approved', 'rejected', 'paid')),
  constraint expenses_metadata_check check (jsonb_typeof(metadata) = 'object'),
  constraint expenses_deleted_check check (is_deleted = (deleted_at is not null) and (is_deleted or deletion_id is null))
);
comment on table expenses is 'What people spent and claim back, each in its own currency; nobody may DELETE a claim (soft-deleted).';

create index idx_expenses_date on expenses (organization_id, expense_date, id) where not is_deleted;
create index idx_expenses_amount on expenses (organization_id, currency, amount, id) where not is_deleted;
create index idx_expenses_status on expenses (organization_id, status, expense_date, id) where not is_deleted;
create index idx_expenses_event on expenses (organization_id, event_id, expense_date, id);
create index idx_expenses_created_by on expenses (organization_id, created_by, expense_date, id);
create index idx_expenses_approved_by on expenses (organization_id, approved_by);
create index idx_expenses_trash on expenses (organization_id, deleted_at, id) where is_deleted;

call app.protect('expenses');
call app.track('expenses');
grant select, insert, update on expenses to plugs_app;
create trigger live_event before insert or update of event_id on expenses
  for each row when (new.event_id is not null and not new.is_deleted)
  execute function app.live_parent('events', 'event_id', 'share');
