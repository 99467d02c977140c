-- Fills an organisation of :size contacts, set by set, without its triggers: what they would have kept (the audit trail,
-- the last interaction, first versions) is written along. Names come as often as in the demo,
-- whose first and last names are drawn anew.
--
-- Variables: number (of the organisation), size (contacts), domain (of its people's addresses).
\set ON_ERROR_STOP on
begin;
set local session_replication_role = replica;
set local synchronous_commit = off;
set local work_mem = '128MB';
set local maintenance_work_mem = '256MB';

-- An id that anybody can compute: organisation, kind, number.
create or replace function pg_temp.id(organization bigint, kind text, number bigint) returns uuid language sql immutable
  return (lpad(to_hex(organization), 8, '0') || '-0000-7000-' || kind || '-' || lpad(to_hex(number), 12, '0'))::uuid;
-- A number below `below` that looks like chance and is the same each time.
create or replace function pg_temp.chance(number bigint, salt bigint, below bigint) returns bigint language sql immutable
  return (hashint8extended(number, salt) & 9223372036854775807) % below;

insert into organizations (id, name, domain, subscription_plan)
values (pg_temp.id(:number, '9000', 0), 'Bench ' || :size, :'domain', 'enterprise');

insert into users (organization_id, id, email, password_hash, role, is_admin, first_name, last_name, job_title, timezone, locale,
  is_verified, verified_at, created_at)
select pg_temp.id(:number, '9000', 0), pg_temp.id(:number, 'a000', row_number() over (order by u.email)),
  split_part(u.email, '@', 1) || '@' || :'domain', u.password_hash, u.role, u.is_admin, u.first_name, u.last_name, u.job_title,
  u.timezone, u.locale, true, now(), now() - interval '3 years'
from users u where u.organization_id = (select organization_id from users where email = 'owner@lumen.example');

create temp table owners as
  select row_number() over (order by id) - 1 as k, id from users
  where organization_id = pg_temp.id(:number, '9000', 0) and role in ('owner', 'admin', 'manager', 'member');
-- Pools to draw from; a name that is frequent in the demo is frequent here.
create temp table pool as
  select row_number() over (order by organization_id, id) - 1 as k, first_name, last_name, company, job_title, industry, tags,
    coalesce(split_part(email, '@', 2), 'example.net') as host
  from contacts where organization_id not in (select id from organizations where name like 'Bench %');
select count(*) as pool, (select count(*) from owners) as owners from pool \gset

-- What happened: one contact in three was spoken to once, one in ten five times more, one in fifty has something planned.
create temp table happened as
  select n, k, now() - make_interval(secs => 60 + pg_temp.chance(n * 8 + k, 1, 86400 * 700)) as at, 'completed' as status
  from generate_series(1, :size) n, generate_series(0, 5) k
  where (k = 0 and n % 3 = 0) or (k > 0 and n % 10 = 0)
  union all
  select n, 7, now() + make_interval(secs => pg_temp.chance(n, 2, 86400 * 30)), 'scheduled'
  from generate_series(1, :size) n where n % 50 = 0;
create temp table latest as select n, max(at) as at from happened where status = 'completed' group by n;
analyze pool; analyze owners; analyze happened; analyze latest;

insert into contacts (organization_id, id, created_by, owner_id, first_name, last_name, email, company, job_title, industry, tags,
  contact_type, status, priority, lead_score, last_interaction, notes, created_at, updated_at)
select pg_temp.id(:number, '9000', 0), pg_temp.id(:number, '8000', n), author.id, case when n % 10 <> 0 then o.id end,
  f.first_name, l.last_name,
  case when n % 20 <> 0 then 'person' || n || '@' || w.host end, w.company, w.job_title, w.industry, w.tags,
  (array['target', 'target', 'target', 'target', 'target', 'contact', 'contact', 'contact', 'plug', 'plug'])[1 + pg_temp.chance(n, 3, 10)],
  (array['cold_lead', 'cold_lead', 'hot_lead', 'new_client', 'existing_client'])[1 + pg_temp.chance(n, 4, 5)],
  (array['low', 'medium', 'medium', 'high'])[1 + pg_temp.chance(n, 5, 4)],
  pg_temp.chance(n, 6, 101), latest.at, case when n % 4 = 0 then '\x00'::bytea || convert_to('Met through ' || w.company, 'UTF8') end,
  now() - make_interval(secs => pg_temp.chance(n, 7, 86400 * 1000)), now() - make_interval(secs => pg_temp.chance(n, 7, 86400 * 1000))
from generate_series(1, :size) n
join pool f on f.k = pg_temp.chance(n, 8, :pool)
join pool l on l.k = pg_temp.chance(n, 9, :pool)
join pool w on w.k = pg_temp.chance(n, 10, :pool)
join owners o on o.k = pg_temp.chance(n, 11, :owners)
join owners author on author.k = pg_temp.chance(n, 12, :owners)
left join latest using (n);

insert into contact_interactions (organization_id, id, contact_id, user_id, interaction_type, direction, subject, interaction_date, status,
  created_at, updated_at)
select pg_temp.id(:number, '9000', 0), pg_temp.id(:number, 'b000', n * 8 + h.k), pg_temp.id(:number, '8000', n), o.id,
  (array['meeting', 'call', 'email', 'linkedin', 'event'])[1 + pg_temp.chance(n * 8 + h.k, 13, 5)], 'out', 'A word about the fair', at, status,
  least(at, now()), least(at, now())
from happened h join owners o on o.k = pg_temp.chance(n, 14, :owners);

insert into contact_words (organization_id, contact_id, word, place)
select c.organization_id, c.id, said.word, said.place
from contacts c, app.contact_words(c.first_name, c.last_name, c.company, c.email) as said
where c.organization_id = pg_temp.id(:number, '9000', 0);

insert into contact_tags (organization_id, contact_id, tag_key, tag)
select c.organization_id, c.id, app.fold(said.tag), min(said.tag)
from contacts c, unnest(c.tags) as said (tag)
where c.organization_id = pg_temp.id(:number, '9000', 0)
group by c.organization_id, c.id, app.fold(said.tag);

insert into contact_stage_totals (organization_id, contact_type, contacts, score)
select organization_id, contact_type, count(*), sum(lead_score) from contacts
where organization_id = pg_temp.id(:number, '9000', 0) group by organization_id, contact_type;

insert into contact_company_totals (organization_id, company_key, company, owner_id, contact_type, contacts, score, is_sum)
select organization_id, company_key, company, owner_id, contact_type, count(*), sum(lead_score), true from contacts
where organization_id = pg_temp.id(:number, '9000', 0) and company_key > ''
group by organization_id, company_key, company, owner_id, contact_type;

-- An event of four days, with 200 items in eight rooms and one speaker or two each.
insert into events (organization_id, id, created_by, title, event_type, status, start_date, end_date, timezone)
select pg_temp.id(:number, '9000', 0), pg_temp.id(:number, 'b000', 0), id, 'Bench forum', 'conference', 'draft',
  date_trunc('day', now()) + interval '30 days 8 hours', date_trunc('day', now()) + interval '33 days 18 hours', 'Europe/Berlin'
from owners where k = 0;
insert into event_rooms (organization_id, id, event_id, name, capacity, sort_order)
select pg_temp.id(:number, '9000', 0), pg_temp.id(:number, 'b100', n), pg_temp.id(:number, 'b000', 0), 'Room ' || n, n * 40, n
from generate_series(1, 8) n;
insert into event_tracks (organization_id, id, event_id, name, color, sort_order)
select pg_temp.id(:number, '9000', 0), pg_temp.id(:number, 'b200', n), pg_temp.id(:number, 'b000', 0), 'Track ' || n,
  (array['slate', 'blue', 'emerald', 'amber', 'rose', 'violet'])[n], n
from generate_series(1, 6) n;
-- Day, room and place in the day follow from the number; fifty minutes each.
insert into event_agenda_items (organization_id, id, event_id, created_by, title, description, start_time, end_time, agenda_type,
  room_id, track_id)
select pg_temp.id(:number, '9000', 0), pg_temp.id(:number, 'b300', n), pg_temp.id(:number, 'b000', 0), author.id, 'Talk ' || n,
  case when n % 2 = 0 then 'What it is about, and for whom it is meant, in a sentence or two.' end, begins.at,
  begins.at + interval '50 minutes', (array['presentation', 'presentation', 'workshop', 'networking'])[1 + n % 4],
  pg_temp.id(:number, 'b100', 1 + n % 8), pg_temp.id(:number, 'b200', 1 + n % 6)
from generate_series(0, 199) n
cross join (select id from owners where k = 0) as author
cross join lateral (
  select date_trunc('day', now()) + interval '30 days 8 hours' + (n / 50) * interval '1 day' + (n % 50 / 8) * interval '1 hour' as at
) as begins;
insert into event_agenda_speakers (organization_id, item_id, contact_id, sort_order)
select pg_temp.id(:number, '9000', 0), pg_temp.id(:number, 'b300', n), pg_temp.id(:number, '8000', 1 + (n * 7 + k) % :size), k
from generate_series(0, 199) n, generate_series(1, 2) k where k = 1 or n % 3 = 0;

insert into audit_logs (organization_id, id, user_id, table_name, record_id, action, new_values, metadata, created_at)
select organization_id, id, created_by, 'contacts', id, 'create',
  jsonb_build_object('first_name', first_name, 'last_name', last_name, 'contact_type', contact_type, 'status', status),
  '{"actor_kind": "person"}', created_at
from contacts where organization_id = pg_temp.id(:number, '9000', 0);

select set_config('bench.organization', pg_temp.id(:number, '9000', 0)::text, true);
do $$
begin
  if exists (
    select from contacts c
    where c.organization_id = current_setting('bench.organization')::uuid and c.id::text like '%0'
      and c.last_interaction is distinct from (
        select max(i.interaction_date) from contact_interactions i
        where i.organization_id = c.organization_id and i.contact_id = c.id and i.status = 'completed' and not i.is_deleted)
  ) then
    raise exception 'last_interaction is not what its trigger would have kept';
  end if;
end
$$;
commit;
vacuum (analyze) contacts, contact_words, contact_tags, contact_stage_totals, contact_company_totals, contact_interactions, audit_logs, users, organizations, events, event_rooms, event_tracks, event_agenda_items, event_agenda_speakers;
