-- What may be approved for an event, where an organisation wants it to stop, and from where on it wants to be told.

create table event_limits (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  event_id uuid not null,
  approval_limit numeric(19,4),
  currency varchar(3) not null,
  alert_percent integer,
  told_percent integer not null default 0,
  created_by uuid not null,
  updated_by uuid,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),

  constraint event_limits_pkey primary key (organization_id, id),
  constraint event_limits_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint event_limits_event_id_fkey foreign key (organization_id, event_id) references events (organization_id, id) on delete cascade,
  constraint event_limits_created_by_fkey foreign key (organization_id, created_by) references users (organization_id, id),
  constraint event_limits_updated_by_fkey foreign key (organization_id, updated_by)
    references users (organization_id, id) on delete set null (updated_by),
  constraint event_limits_one unique (organization_id, event_id),
  constraint event_limits_approval_limit_check check (approval_limit >= 0 and approval_limit <= 922337203685477.5807),
  constraint event_limits_exponent_check check (approval_limit = round(approval_limit, app.currency_exponent(currency))),
  constraint event_limits_currency_check check (currency ~ '^[A-Z]{3}$'),
  constraint event_limits_currency_known check (app.is_currency(currency)),
  constraint event_limits_alert_percent_check check (alert_percent between 1 and 100),
  constraint event_limits_told_percent_check check (told_percent between 0 and 100)
);
comment on table event_limits is 'How far approving goes for an event; nobody may DELETE one: it is emptied.';
comment on column event_limits.approval_limit is 'No more than this is approved, in the currency that claims are counted in; without end where there is none.';
comment on column event_limits.alert_percent is 'From what part of the budget on people are told, and once more when all of it is used.';
comment on column event_limits.told_percent is 'Of what part they were told last; nothing where it fell below.';
create index idx_event_limits_created_by on event_limits (organization_id, created_by);
create index idx_event_limits_updated_by on event_limits (organization_id, updated_by);
call app.protect('event_limits');
call app.track('event_limits');
grant select, insert, update on event_limits to plugs_app;
create trigger live_event before insert or update of event_id on event_limits
  for each row execute function app.live_parent('events', 'event_id', 'share');

create function app.bound_on(organization uuid, event uuid) returns numeric
  language sql stable
begin atomic
  select coalesce(sum(worth), 0) from (
    select case when e.reverses_id is null then e.base_amount else -e.base_amount end as worth
    from public.expenses e
    where e.organization_id = bound_on.organization and e.event_id = bound_on.event and e.shares_version = 0
      and e.status in ('approved', 'paid') and not e.is_deleted
    union all
    select p.worth from public.expense_parts p
    where p.organization_id = bound_on.organization and p.event = bound_on.event and p.status in ('approved', 'paid')
  ) as spent;
end;
comment on function app.bound_on(uuid, uuid) is 'What is approved or paid for an event, in the currency that claims are counted in.';
grant execute on function app.bound_on(uuid, uuid) to plugs_app;

create function app.keep_within_limit() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  part record;
begin
  for part in
    select l.event_id, l.approval_limit, sum(p.worth) as worth
    from (
      select new.event_id as event, new.base_amount as worth where new.shares_version = 0
      union all
      select p.event, p.worth from public.expense_parts p
      where p.organization_id = new.organization_id and p.expense_id = new.id and new.shares_version > 0
    ) as p
    join public.event_limits l on l.organization_id = new.organization_id and l.event_id = p.event
    where l.approval_limit is not null and l.currency = new.base_currency
    group by l.event_id, l.approval_limit
    order by l.event_id
  loop
    -- Two who spend the last of it wait for each other, and the later sees what the earlier approved.
    perform from public.event_limits l
    where l.organization_id = new.organization_id and l.event_id = part.event_id for no key update;
    if app.bound_on(new.organization_id, part.event_id) + part.worth > part.approval_limit then
      raise check_violation using message = 'more than may be approved for the event',
        schema = tg_table_schema, table = tg_table_name, constraint = 'expenses_within_limit';
    end if;
  end loop;
  return new;
end
$$;
comment on function app.keep_within_limit() is 'Approves nothing that would pass what may be approved for an event.';
create trigger keep_within_limit before update of status on expenses
  for each row when (new.status = 'approved' and old.status <> 'approved' and new.reverses_id is null)
  execute function app.keep_within_limit();
create trigger keep_within_limit_from_the_beginning before insert on expenses
  for each row when (new.status = 'approved' and new.reverses_id is null)
  execute function app.keep_within_limit();


alter table notifications
  drop constraint notifications_kind_check,
  add constraint notifications_kind_check check (kind in
    ('assigned', 'follow_up_due', 'mentioned', 'bulk_done', 'event_cancelled', 'expense_waiting', 'expense_decided', 'budget_used'));
alter table notification_opt_outs
  drop constraint notification_opt_outs_kind_check,
  add constraint notification_opt_outs_kind_check check (kind in
    ('assigned', 'follow_up_due', 'mentioned', 'bulk_done', 'event_cancelled', 'expense_waiting', 'expense_decided', 'budget_used'));
