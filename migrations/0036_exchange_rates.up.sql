-- What currencies are worth, and in which of them an organisation counts.

alter table organizations
  add column base_currency varchar(3) not null default 'EUR',
  add constraint organizations_base_currency_check check (app.is_currency(base_currency));
comment on column organizations.base_currency is 'In which claims are counted. It stays once a claim is counted in it.';


create table exchange_rates (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  base_currency varchar(3) not null,
  quote_currency varchar(3) not null,
  rate numeric(20,10) not null,
  rate_date date not null,
  source varchar(10) not null,
  created_by uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),

  constraint exchange_rates_pkey primary key (organization_id, id),
  constraint exchange_rates_organization_id_fkey foreign key (organization_id)
    references organizations (id) on delete cascade,
  constraint exchange_rates_created_by_fkey foreign key (organization_id, created_by)
    references users (organization_id, id),
  -- What a rate is found by.
  constraint exchange_rates_unique unique (organization_id, base_currency, quote_currency, source, rate_date),
  constraint exchange_rates_base_currency_check check (app.is_currency(base_currency)),
  constraint exchange_rates_quote_currency_check check (app.is_currency(quote_currency)),
  constraint exchange_rates_unlike_check check (base_currency <> quote_currency),
  -- NaN is greater than every number.
  constraint exchange_rates_rate_check check (rate > 0 and rate < 10000000000),
  constraint exchange_rates_source_check check (source in ('ecb', 'manual')),
  -- The bank gives what a euro is worth.
  constraint exchange_rates_ecb_check check (source <> 'ecb' or base_currency = 'EUR')
);
comment on table exchange_rates is 'What one unit of the base currency was worth in the quote currency on a day; the application may DELETE a rate that was entered by hand, and the audit trail keeps it.';
comment on column exchange_rates.rate is 'Changed only where the European Central Bank''s own file says otherwise: claims hold a copy of theirs, and the trail holds what it was.';

-- Both ways are one pair: what a dollar is in euros and a euro in dollars must not contradict each other.
create unique index exchange_rates_pair_key on exchange_rates
  (organization_id, least(base_currency, quote_currency), greatest(base_currency, quote_currency), rate_date, source);
create index idx_exchange_rates_history on exchange_rates (organization_id, rate_date, id);
create index idx_exchange_rates_created_by on exchange_rates (organization_id, created_by);

call app.protect('exchange_rates');
call app.track('exchange_rates');
grant select, insert, update, delete on exchange_rates to plugs_app;
