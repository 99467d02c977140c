-- Who says yes to a claim, one after the other: the steps that an organisation keeps, what they came to for each claim that waits,
-- and who decides in whose place while they are away. A step is copied when a claim begins to wait: another chain changes no claim.

create table approval_steps (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  place integer not null,
  min_amount numeric(19,4),
  currency varchar(3) not null,
  expense_types text[] not null default '{}',
  only_events boolean not null default false,
  approver varchar(20) not null,
  approver_id uuid,
  created_by uuid not null,
  updated_by uuid,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),

  constraint approval_steps_pkey primary key (organization_id, id),
  constraint approval_steps_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint approval_steps_approver_id_fkey foreign key (organization_id, approver_id) references users (organization_id, id),
  constraint approval_steps_created_by_fkey foreign key (organization_id, created_by) references users (organization_id, id),
  constraint approval_steps_updated_by_fkey foreign key (organization_id, updated_by)
    references users (organization_id, id) on delete set null (updated_by),
  -- Asked at the end of a statement, since one that moves a step past its neighbour changes both.
  constraint approval_steps_place_unique unique (organization_id, place) deferrable initially immediate,
  constraint approval_steps_place_check check (place between 1 and 10),
  constraint approval_steps_min_amount_check check (min_amount > 0 and min_amount <= 922337203685477.5807),
  constraint approval_steps_min_exponent_check check (min_amount = round(min_amount, app.currency_exponent(currency))),
  constraint approval_steps_currency_check check (currency ~ '^[A-Z]{3}$'),
  constraint approval_steps_currency_known check (app.is_currency(currency)),
  constraint approval_steps_expense_types_check
    check (expense_types <@ array['travel', 'accommodation', 'catering', 'venue', 'marketing', 'other']),
  constraint approval_steps_approver_check check (approver in ('anyone', 'person', 'budget_holder')),
  constraint approval_steps_person_check check ((approver = 'person') = (approver_id is not null))
);
comment on table approval_steps is 'Whom a claim asks, in which order; the application may DELETE a step, and the audit trail keeps it.';
comment on column approval_steps.min_amount is 'From what worth on a claim is asked about, in the currency that claims are counted in; every claim where there is none.';
comment on column approval_steps.expense_types is 'Of which types; of all where there is none.';
create index idx_approval_steps_approver on approval_steps (organization_id, approver_id);
create index idx_approval_steps_created_by on approval_steps (organization_id, created_by);
create index idx_approval_steps_updated_by on approval_steps (organization_id, updated_by);
call app.protect('approval_steps');
call app.track('approval_steps');
grant select, insert, update, delete on approval_steps to plugs_app;
create trigger live_approver before insert or update of approver_id on approval_steps
  for each row when (new.approver_id is not null)
  execute function app.live_parent('users', 'approver_id', 'share');


create table approval_substitutes (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  user_id uuid not null,
  substitute_id uuid not null,
  from_date date not null,
  until_date date not null,
  created_by uuid not null,
  created_at timestamptz not null default now(),

  constraint approval_substitutes_pkey primary key (organization_id, id),
  constraint approval_substitutes_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint approval_substitutes_user_id_fkey foreign key (organization_id, user_id) references users (organization_id, id),
  constraint approval_substitutes_substitute_id_fkey foreign key (organization_id, substitute_id)
    references users (organization_id, id),
  constraint approval_substitutes_created_by_fkey foreign key (organization_id, created_by) references users (organization_id, id),
  constraint approval_substitutes_unique unique (organization_id, user_id, substitute_id, from_date, until_date),
  constraint approval_substitutes_not_oneself check (substitute_id <> user_id),
  constraint approval_substitutes_days_check check (until_date >= from_date and until_date < from_date + 400)
);
comment on table approval_substitutes is 'Who decides in whose place, from a day to a day, both included, by the clock of whoever is away; the application may DELETE one, and the audit trail keeps it.';
create index idx_approval_substitutes_substitute on approval_substitutes (organization_id, substitute_id, until_date);
create index idx_approval_substitutes_created_by on approval_substitutes (organization_id, created_by);
call app.protect('approval_substitutes');
call app.track('approval_substitutes');
grant select, insert, delete on approval_substitutes to plugs_app;
create trigger live_user before insert or update of user_id on approval_substitutes
  for each row execute function app.live_parent('users', 'user_id', 'share');
create trigger live_substitute before insert or update of substitute_id on approval_substitutes
  for each row execute function app.live_parent('users', 'substitute_id', 'share');


create table expense_approvals (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  expense_id uuid not null,
  place integer not null,
  approver varchar(20) not null,
  approver_id uuid,
  decided_by uuid,
  stands_for uuid,
  decided_at timestamptz,
  voided_at timestamptz,
  created_at timestamptz not null default now(),

  constraint expense_approvals_pkey primary key (organization_id, id),
  constraint expense_approvals_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  -- Asked at the end, since the steps of a claim that is stored as pending are stored with it.
  constraint expense_approvals_expense_id_fkey foreign key (organization_id, expense_id)
    references expenses (organization_id, id) on delete cascade deferrable initially deferred,
  constraint expense_approvals_approver_id_fkey foreign key (organization_id, approver_id) references users (organization_id, id),
  constraint expense_approvals_decided_by_fkey foreign key (organization_id, decided_by) references users (organization_id, id),
  constraint expense_approvals_stands_for_fkey foreign key (organization_id, stands_for) references users (organization_id, id),
  constraint expense_approvals_place_check check (place between 1 and 10),
  constraint expense_approvals_approver_check check (approver in ('anyone', 'person', 'budget_holder')),
  constraint expense_approvals_decided_check check ((decided_by is null) = (decided_at is null)
    and (stands_for is null or decided_by <> stands_for))
);
comment on table expense_approvals is 'Whom a claim asks, and who has said yes so far; those of what it was before are void, and nobody may DELETE one.';
comment on column expense_approvals.approver_id is 'Who was named when the claim began to wait; none where there was no event and so no budget holder.';
comment on column expense_approvals.stands_for is 'In whose place it was decided.';
comment on column expense_approvals.voided_at is 'When the claim became another one, or was taken back.';
create index idx_expense_approvals_expense on expense_approvals (organization_id, expense_id, place);
create unique index expense_approvals_place_key on expense_approvals (organization_id, expense_id, place) where voided_at is null;
create unique index expense_approvals_one_each on expense_approvals (organization_id, expense_id, decided_by) where voided_at is null;
create index idx_expense_approvals_approver on expense_approvals (organization_id, approver_id);
create index idx_expense_approvals_decided_by on expense_approvals (organization_id, decided_by);
create index idx_expense_approvals_stands_for on expense_approvals (organization_id, stands_for);
call app.protect('expense_approvals');
grant select, insert, update on expense_approvals to plugs_app;
create trigger actor before insert or update or delete on expense_approvals
  for each statement execute function app.needs_actor();


-- What a claim that waits asks now -----------------------------------------------------------------------------------
alter table expenses
  add column step integer,
  add column step_approver varchar(20),
  add column asked_id uuid,
  add column asked_at timestamptz,
  add column steps_done integer not null default 0,
  add constraint expenses_asked_id_fkey foreign key (organization_id, asked_id) references users (organization_id, id),
  add constraint expenses_step_approver_check check (step_approver in ('anyone', 'person', 'budget_holder')),
  add constraint expenses_step_check check ((step is null) = (step_approver is null)
    and (asked_id is null or step_approver <> 'anyone') and steps_done >= 0),
  add constraint expenses_asked_at_finite check (isfinite(asked_at));
comment on column expenses.step is 'The place of the step that a pending claim waits for; none where one decision of anybody who may decide is enough.';
comment on column expenses.asked_id is 'Whom that step names.';
comment on column expenses.asked_at is 'Since when a pending claim asks whom it asks.';
comment on column expenses.steps_done is 'How many have said yes to a pending claim so far; each makes a new version.';
create index idx_expenses_asked on expenses (organization_id, asked_id);
create index idx_expenses_stepped on expenses (organization_id, steps_done)
  where status = 'pending' and not is_deleted and step is not null;

alter table expenses no force row level security, disable trigger user;
update expenses set asked_at = submitted_at where status = 'pending';
alter table expenses force row level security, enable trigger user;


create function app.keep_steps() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  -- Neither what is claimed nor of whom.
  kept constant text[] := array['status', 'version', 'updated_at', 'updated_by', 'submitted_at', 'approved_by', 'approved_at', 'paid_by',
    'paid_at', 'payment_reference', 'payment_key', 'step', 'step_approver', 'asked_id', 'asked_at', 'steps_done'];
  asked record;
  -- The event that it is for; of a divided claim the one with the largest share.
  for_event uuid := coalesce(new.event_id, (
    select s.event_id from public.expense_shares s
    where s.organization_id = new.organization_id and s.expense_id = new.id and s.event_id is not null
    order by s.amount desc, s.position limit 1));
begin
  if tg_op = 'UPDATE' and new.organization_id <> old.organization_id then
    raise exception '%.organization_id never changes', tg_table_name using errcode = 'PL002',
      schema = tg_table_schema, table = tg_table_name, column = 'organization_id';
  end if;
  if new.status = 'approved' and (tg_op = 'INSERT' or old.status <> 'approved') and exists (
    select from public.expense_approvals a
    where a.organization_id = new.organization_id and a.expense_id = new.id and a.decided_by is null and a.voided_at is null)
  then
    raise check_violation using message = 'a step of this claim is open',
      schema = tg_table_schema, table = tg_table_name, constraint = 'expenses_steps_open';
  end if;
  if new.status <> 'pending' then
    new.step := null;
    new.step_approver := null;
    new.asked_id := null;
    new.asked_at := null;
    new.steps_done := 0;
    if new.status = 'draft' and tg_op = 'UPDATE' and old.status <> 'draft' then
      update public.expense_approvals a set voided_at = now()
      where a.organization_id = new.organization_id and a.expense_id = new.id and a.voided_at is null;
    end if;
    return new;
  end if;
  if tg_op = 'INSERT' or old.status <> 'pending' or (to_jsonb(new) - kept) is distinct from (to_jsonb(old) - kept) then
    -- What was said so far was said of what was seen then.
    update public.expense_approvals a set voided_at = now()
    where a.organization_id = new.organization_id and a.expense_id = new.id and a.voided_at is null;
    insert into public.expense_approvals (organization_id, expense_id, place, approver, approver_id)
    select s.organization_id, new.id, row_number() over (order by s.place), s.approver,
      case s.approver
        when 'person' then s.approver_id
        when 'budget_holder' then (
          select v.created_by from public.events v where v.organization_id = s.organization_id and v.id = for_event)
      end
    from public.approval_steps s
    where s.organization_id = new.organization_id
      -- What cannot be compared is asked about.
      and (s.min_amount is null or s.currency <> new.base_currency or new.base_amount >= s.min_amount)
      and (s.expense_types = '{}' or new.expense_type = any (s.expense_types))
      and (not s.only_events or for_event is not null);
    new.asked_at := now();
  elsif new.steps_done = old.steps_done then
    -- Whom a claim asks is nobody's to write.
    new.step := old.step;
    new.step_approver := old.step_approver;
    new.asked_id := old.asked_id;
    new.asked_at := old.asked_at;
    return new;
  else
    new.asked_at := now();
  end if;
  select a.place, a.approver, a.approver_id into asked from public.expense_approvals a
  where a.organization_id = new.organization_id and a.expense_id = new.id and a.decided_by is null and a.voided_at is null
  order by a.place limit 1;
  new.step := asked.place;
  new.step_approver := asked.approver;
  new.asked_id := asked.approver_id;
  new.steps_done := (
    select count(*) from public.expense_approvals a
    where a.organization_id = new.organization_id and a.expense_id = new.id and a.decided_by is not null and a.voided_at is null);
  return new;
end
$$;
comment on function app.keep_steps() is 'Copies the chain for a claim that begins to wait, or that is another one than was seen; says whom it asks; approves none that a step of is open.';
-- Before app.keep_claim, by its name: what is asked is a part of what is kept.
create trigger ask_steps before insert or update on expenses for each row execute function app.keep_steps();

create function app.keep_approval() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  claim record;
  refused text;
begin
  if tg_op = 'UPDATE' then
    if new is not distinct from old then
      return new;
    end if;
    if new.organization_id <> old.organization_id then
      raise exception '%.organization_id never changes', tg_table_name using errcode = 'PL002',
        schema = tg_table_schema, table = tg_table_name, column = 'organization_id';
    end if;
    -- What was said goes with what it was said of, and by nothing else.
    if old.voided_at is null and new.voided_at is not null and pg_trigger_depth() > 1
      and to_jsonb(new) - 'voided_at' = to_jsonb(old) - 'voided_at'
    then
      return new;
    end if;
    if old.decided_by is not null or old.voided_at is not null
      or to_jsonb(new) - array['decided_by', 'decided_at', 'stands_for'] <> to_jsonb(old) - array['decided_by', 'decided_at', 'stands_for']
    then
      refused := 'expense_approvals_kept';
    end if;
  end if;
  if refused is null and new.decided_by is not null then
    select e.created_by, e.payee_id, e.status into claim from public.expenses e
    where e.organization_id = new.organization_id and e.id = new.expense_id;
    if new.decided_by in (claim.created_by, claim.payee_id)
      or tg_op = 'UPDATE' and new.decided_by is distinct from app.acting_user()
    then
      refused := 'expense_approvals_not_ones_own';
    elsif tg_op = 'UPDATE' and claim.status <> 'pending' then
      refused := 'expense_approvals_pending';
    elsif exists (
      select from public.expense_approvals a
      where a.organization_id = new.organization_id and a.expense_id = new.expense_id and a.place < new.place
        and a.decided_by is null and a.voided_at is null)
    then
      refused := 'expense_approvals_in_order';
    end if;
  end if;
  if refused is not null then
    raise check_violation using
      message = case refused
        when 'expense_approvals_kept' then 'what a claim asks, and who said yes, stays until the claim is another one'
        when 'expense_approvals_not_ones_own' then 'nobody decides about their own money, or in the name of somebody else'
        when 'expense_approvals_pending' then 'only a pending claim asks'
        else 'an earlier step is open'
      end,
      schema = tg_table_schema, table = tg_table_name, constraint = refused;
  end if;
  return new;
end
$$;
comment on function app.keep_approval() is 'Lets a step be filled once, in its order, by whoever acts and never about their own money.';
create trigger keep_approval before insert or update on expense_approvals
  for each row execute function app.keep_approval();


alter table expense_decisions
  add column stands_for uuid,
  add constraint expense_decisions_stands_for_fkey foreign key (organization_id, stands_for) references users (organization_id, id),
  drop constraint expense_decisions_decision_check,
  add constraint expense_decisions_decision_check check (decision in
    ('submitted', 'recalled', 'revised', 'endorsed', 'approved', 'rejected', 'questioned', 'reopened', 'paid'));
comment on column expense_decisions.stands_for is 'In whose place it was decided.';
create index idx_expense_decisions_stands_for on expense_decisions (organization_id, stands_for);


-- Telling of it -------------------------------------------------------------------------------------------------------
alter table notifications
  drop constraint notifications_kind_check,
  add constraint notifications_kind_check check (kind in
    ('assigned', 'follow_up_due', 'mentioned', 'bulk_done', 'event_cancelled', 'expense_waiting', 'expense_decided'));
alter table notification_opt_outs
  drop constraint notification_opt_outs_kind_check,
  add constraint notification_opt_outs_kind_check check (kind in
    ('assigned', 'follow_up_due', 'mentioned', 'bulk_done', 'event_cancelled', 'expense_waiting', 'expense_decided'));
