-- A claim that moves leaves two rows behind and not ten: what changed is noted once, in all dimensions, and added up by and by.

create table expense_differences (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  person varchar(50) not null,
  event varchar(50),
  type varchar(50) not null,
  category varchar(50) not null,
  tax_rate varchar(50) not null,
  month date not null,
  status varchar(20) not null,
  claims bigint not null,
  worth numeric(28,4) not null,
  tax numeric(28,4) not null,

  constraint expense_differences_pkey primary key (organization_id, id),
  constraint expense_differences_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint expense_differences_month_check check (isfinite(month) and extract(day from month) = 1),
  constraint expense_differences_status_check check (status in ('pending', 'approved', 'paid'))
);
comment on table expense_differences is 'By how much statements on expenses changed what claims come to, and is not yet in expense_totals. Only the trigger that writes them may DELETE, when it adds many up.';
comment on column expense_differences.event is 'Empty where the claims are for none; none where they are divided, and their parts say it.';
comment on column expense_differences.month is 'The first day of the month in which the money was spent.';
comment on column expense_differences.claims is 'How many claims came; negative where they left.';
comment on column expense_differences.worth is 'By how much their worth changed, tax included; what is taken back is subtracted.';
comment on column expense_differences.tax is 'By how much the tax in it changed.';
call app.protect('expense_differences');
grant select, insert, delete on expense_differences to plugs_app;

-- The truth is in both.
create view expense_sums with (security_invoker = true) as
  select organization_id, dimension, key, month, status, claims, worth, tax from expense_totals
  union all
  select d.organization_id, belongs.dimension, belongs.key, d.month, d.status, d.claims, d.worth, d.tax
  from expense_differences d,
    lateral (values ('person'::varchar(20), d.person), ('event', d.event), ('type', d.type), ('category', d.category),
      ('tax_rate', d.tax_rate)) as belongs (dimension, key)
  where belongs.key is not null;
comment on view expense_sums is 'What submitted claims come to, by each of several dimensions and by month: the sum of the rows.';
grant select on expense_sums to plugs_app;

-- By one writer at a time, and nobody waiting.
create function app.add_up_expense_differences() returns void
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  changed public.expense_totals[];
begin
  perform from public.expense_differences as d where d.organization_id = app.current_organization() offset 200 limit 1;
  if not found or not pg_try_advisory_xact_lock(hashtextextended(
      concat_ws(' ', 'expense_differences', app.current_organization()), 0)) then
    return;
  end if;
  with added_up as (
    delete from public.expense_differences as d where d.organization_id = app.current_organization() returning d.*
  )
  select array_agg(row(null, d.organization_id, belongs.dimension, belongs.key, d.month, d.status, d.claims, d.worth, d.tax,
    false)::public.expense_totals) into changed
  from added_up as d,
    lateral (values ('person', d.person), ('event', d.event), ('type', d.type), ('category', d.category), ('tax_rate', d.tax_rate))
      as belongs (dimension, key)
  where belongs.key is not null;
  perform app.add_up_expense_totals(changed);
end
$$;
comment on function app.add_up_expense_differences() is 'Adds differences to the totals, once there are many.';
-- The writes of claims run it with the rights of whoever writes.
grant execute on function app.add_up_expense_differences() to plugs_app;

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

-- Asked by every request of a signed-in person, and planned once for a connection.
create or replace function app.session_user(of_organization uuid, of_user uuid)
  returns table (
    organization_name text, email text, first_name text, last_name text, role text, timezone text, locale text,
    avatar_id uuid, logo_id uuid, unread bigint, credential_stamp text)
  language plpgsql stable strict security definer rows 1
  set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  select o.name::text, u.email::text, u.first_name::text, u.last_name::text, u.role::text, u.timezone::text, u.locale::text,
    u.avatar_id, o.logo_id,
    (select count(*) from (
      select from public.notifications n
      where n.organization_id = of_organization and n.user_id = of_user and n.channel = 'in_app' and not n.is_read and not n.is_deleted
      limit 100) as few),
    encode(sha256(convert_to(u.password_hash, 'UTF8')), 'hex')
  from public.users u
  join public.organizations o on o.id = u.organization_id
  where u.organization_id = of_organization and u.id = of_user
    and not u.is_deleted and u.is_active and u.role <> 'system'
    and not o.is_deleted and o.is_active;
end
$$;
