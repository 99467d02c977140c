create or replace function app.note_expense_totals(gone public.expenses[], came public.expenses[]) returns void
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

create or replace function app.session_user(of_organization uuid, of_user uuid)
  returns table (
    organization_name text, email text, first_name text, last_name text, role text, timezone text, locale text,
    avatar_id uuid, logo_id uuid, unread bigint, credential_stamp text)
  language sql stable strict security definer rows 1 set search_path = pg_catalog, pg_temp
as $$
  select o.name, u.email, u.first_name, u.last_name, u.role, u.timezone, u.locale, u.avatar_id, o.logo_id,
    (select count(*) from (
      select from public.notifications n
      where n.organization_id = $1 and n.user_id = $2 and n.channel = 'in_app' and not n.is_read and not n.is_deleted
      limit 100) as few),
    encode(sha256(convert_to(u.password_hash, 'UTF8')), 'hex')
  from public.users u
  join public.organizations o on o.id = u.organization_id
  where u.organization_id = $1 and u.id = $2
    and not u.is_deleted and u.is_active and u.role <> 'system'
    and not o.is_deleted and o.is_active
$$;

-- What is not added up yet. The owner itself sees no rows while row-level security is forced.
alter table expense_differences no force row level security;
alter table expense_totals no force row level security;
insert into expense_totals (organization_id, dimension, key, month, status, claims, worth, tax)
select d.organization_id, belongs.dimension, belongs.key, d.month, d.status, sum(d.claims), sum(d.worth), sum(d.tax)
from expense_differences d,
  lateral (values ('person', d.person), ('event', d.event), ('type', d.type), ('category', d.category), ('tax_rate', d.tax_rate))
    as belongs (dimension, key)
where belongs.key is not null
group by d.organization_id, belongs.dimension, belongs.key, d.month, d.status;
alter table expense_totals force row level security;

drop view expense_sums;
drop function app.add_up_expense_differences();
drop table expense_differences;
