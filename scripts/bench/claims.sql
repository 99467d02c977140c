-- Claims of an organisation, from :first to :last, without triggers: what they would have kept is written along. Made by everybody
-- but its owner, who decides about them.
--
-- Variables: number (of the organisation), first, last, pending (1: they all wait; 0: approved and paid ones of the last five years).
\set ON_ERROR_STOP on
begin;
set local session_replication_role = replica;
set local synchronous_commit = off;
set local maintenance_work_mem = '256MB';
select lpad(to_hex(:number), 8, '0') || '-0000-7000-9000-000000000000' as organization \gset
create temp table claimants as
  select row_number() over (order by id) - 1 as k, id from users
  where organization_id = :'organization' and role in ('admin', 'manager', 'member');
create temp table deciding as select id from users where organization_id = :'organization' and role = 'owner' limit 1;
create temp table spent_for as
  select row_number() over (order by id) - 1 as k, id from events where organization_id = :'organization';
insert into expenses (organization_id, id, created_by, event_id, title, merchant, amount, currency, net_amount, tax_amount, tax_rate,
  category, expense_type, expense_date, status, submitted_at, base_amount, base_currency, fx_rate, fx_date, fx_source, approved_by,
  approved_at, paid_by, paid_at, payment_key)
select :'organization', (lpad(to_hex(:number), 8, '0') || '-0000-7000-c000-' || lpad(to_hex(n), 12, '0'))::uuid,
  (select id from claimants where k = n % (select count(*) from claimants)),
  (select id from spent_for where k = n % (select count(*) from spent_for) and n % 3 = 0),
  'Claim ' || n, 'Merchant ' || n % 900, net + tax, 'EUR', net, tax, 19,
  case when n % 4 > 0 then 'Category ' || n % 30 end,
  (array['travel', 'accommodation', 'catering', 'venue', 'marketing', 'other'])[1 + n % 6],
  current_date - (n % 1800)::integer, s.status, now() - make_interval(secs => n), net + tax, 'EUR', 1, current_date, 'same',
  case when s.status <> 'pending' then d.id end, case when s.status <> 'pending' then now() end,
  case when s.status = 'paid' then d.id end, case when s.status = 'paid' then now() end,
  case when s.status = 'paid' then gen_random_uuid() end
from generate_series(:first, :last) as n, deciding as d,
  lateral (select case when :pending = 1 then 'pending' when n % 5 = 0 then 'approved' else 'paid' end) as s (status),
  lateral (select (10 + n % 400)::numeric(19,4) as net, round((10 + n % 400) * 0.19, 2) as tax) as worth;
-- All of them anew, in one row each, as they are once they are added up.
delete from expense_totals where organization_id = :'organization';
insert into expense_totals (organization_id, dimension, key, month, status, claims, worth, tax, is_sum)
select organization_id, belongs.dimension, belongs.key, date_trunc('month', expense_date)::date, status, count(*), sum(base_amount),
  sum(tax_amount), true
from expenses,
  lateral (values ('person', created_by::text), ('event', coalesce(event_id::text, '')), ('type', expense_type),
    ('category', coalesce(category, '')), ('tax_rate', trim_scale(tax_rate)::text)) as belongs (dimension, key)
where organization_id = :'organization' and status in ('pending', 'approved', 'paid') and not is_deleted
group by organization_id, belongs.dimension, belongs.key, date_trunc('month', expense_date)::date, status;
commit;
vacuum analyze expenses, expense_totals;
