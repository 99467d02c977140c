-- What people do with the product, and the numbers they run the business by.

create table analytics_events (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  user_id uuid,
  event_name varchar(100) not null,
  event_category varchar(50) not null,
  properties jsonb not null default '{}',
  session_id varchar(100),
  ip_address inet,
  user_agent text,
  event_timestamp timestamptz not null,
  created_at timestamptz not null default now(),

  constraint analytics_events_pkey primary key (organization_id, id),
  constraint analytics_events_organization_id_fkey foreign key (organization_id) references organizations (id),
  constraint analytics_events_user_id_fkey foreign key (organization_id, user_id) references users (organization_id, id),
  constraint analytics_events_event_name_check check (btrim(event_name) <> ''),
  constraint analytics_events_event_category_check check (btrim(event_category) <> ''),
  constraint analytics_events_properties_check check (jsonb_typeof(properties) = 'object')
);
comment on table analytics_events is 'What was used, when and by whom; the application adds and reads, and nobody may UPDATE or DELETE a row.';

create index idx_analytics_events_organization on analytics_events (organization_id, event_timestamp, id);
create index idx_analytics_events_user on analytics_events (organization_id, user_id, event_timestamp, id);
create index idx_analytics_events_name on analytics_events (organization_id, event_name, event_timestamp, id);
create index idx_analytics_events_category on analytics_events (organization_id, event_category, event_timestamp, id);

call app.protect('analytics_events');
grant select, insert on analytics_events to plugs_app;
create trigger actor before insert or update or delete on analytics_events for each statement execute function app.needs_actor();


-- Both views run with the rights of whoever reads them, so that row-level security holds inside them. Each side of a
-- one-to-many is summed up before it is joined: joined first, a contact would count once per interaction.

create view contact_performance_summary with (security_invoker = true) as
select
  c.organization_id,
  c.contact_type,
  c.status,
  count(*) as total_contacts,
  avg(c.lead_score) as avg_lead_score,
  coalesce(sum(i.interactions), 0)::bigint as total_interactions,
  max(c.last_interaction) as last_interaction_date
from contacts c
left join (
  select organization_id, contact_id, count(*) as interactions
  from contact_interactions
  where not is_deleted
  group by organization_id, contact_id
) i on i.organization_id = c.organization_id and i.contact_id = c.id
where not c.is_deleted
group by c.organization_id, c.contact_type, c.status;
comment on view contact_performance_summary is 'Contacts by type and status. Interactions count whatever their status; the last date is that of the latest completed one.';

create view event_analytics with (security_invoker = true) as
with spent as (
  select organization_id, event_id, currency, sum(amount) as amount
  from expenses
  where not is_deleted and event_id is not null
  group by organization_id, event_id, currency
),
-- An event stands once under its own currency, spent in or not, and once under every other that was spent on it.
accounts as (
  select e.organization_id, e.id, e.event_type, e.status, e.current_attendees, used.currency,
    coalesce(s.amount, 0) as amount
  from events e
  cross join lateral (
    select e.currency
    union
    select currency from spent where spent.organization_id = e.organization_id and spent.event_id = e.id
  ) used
  left join spent s on s.organization_id = e.organization_id and s.event_id = e.id and s.currency = used.currency
  where not e.is_deleted
)
select
  organization_id,
  event_type,
  status,
  currency,
  count(*) as event_count,
  avg(current_attendees) as avg_attendees,
  sum(amount) as total_expenses,
  round(sum(amount) / count(*), 4) as avg_expense_per_event
from accounts
group by organization_id, event_type, status, currency;
comment on view event_analytics is 'Events by type, status and currency. An event with expenses in two currencies stands in two rows, so counts are not added up across currencies.';

grant select on contact_performance_summary, event_analytics to plugs_app;
