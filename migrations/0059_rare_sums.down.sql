-- What claims that changed altered, those that count.
create or replace function app.note_expense_totals(gone public.expenses[], came public.expenses[]) returns void
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  divided uuid[];
begin
  insert into public.expense_differences (organization_id, person, event, type, category, tax_rate, month, status, claims, worth, tax)
  select e.organization_id, e.created_by::text, case when e.shares_version = 0 then coalesce(e.event_id::text, '') end, e.expense_type,
    coalesce(e.category, ''), coalesce(trim_scale(e.tax_rate)::text, ''), date_trunc('month', e.expense_date)::date, e.status,
    sum(e.sign), sum(e.sign * counted.worth), sum(e.sign * counted.tax)
  from (
    select -1 as sign, g.* from unnest(gone) as g
    union all
    select 1, c.* from unnest(came) as c
  ) as e,
  lateral (select
    case when e.reverses_id is null then 1 else -1 end * e.base_amount as worth,
    case when e.reverses_id is null then 1 else -1 end
      * coalesce(app.half_even(e.tax_amount * e.fx_rate, app.currency_exponent(e.base_currency)), 0) as tax) as counted
  where e.status in ('pending', 'approved', 'paid') and not e.is_deleted
    -- Where an organisation goes, its totals go with it.
    and exists (select from public.organizations o where o.id = e.organization_id)
  group by 1, 2, 3, 4, 5, 6, 7, 8
  having sum(e.sign) <> 0 or sum(e.sign * counted.worth) <> 0 or sum(e.sign * counted.tax) <> 0;
  if found then
    perform app.add_up_expense_differences();
  end if;
  select array_agg(c.id) into divided from unnest(came) as c where c.shares_version > 0;
  if divided is not null then
    perform app.note_expense_parts(divided);
  end if;
end
$$;
