-- Events of an organisation, from :first to :last: a third of them over, the others to come within eight years, drafts among them.
--
-- Variables: number (of the organisation), first, last.
\set ON_ERROR_STOP on
begin;
set local synchronous_commit = off;
select lpad(to_hex(:number), 8, '0') || '-0000-7000-9000-000000000000' as organization,
  (select id from users where email like 'owner@%' and organization_id = (lpad(to_hex(:number), 8, '0') || '-0000-7000-9000-000000000000')::uuid) as owner
\gset
select set_config('app.organization_id', :'organization', true), set_config('app.user_id', :'owner', true),
  set_config('app.actor_kind', 'person', true);
insert into events (organization_id, created_by, title, event_type, status, start_date, end_date, timezone, venue, location, max_attendees)
select :'organization', :'owner', 'Evening ' || n, (array['conference', 'workshop', 'networking', 'meeting'])[1 + n % 4],
  case when n % 3 = 0 then 'completed' when n % 10 = 1 then 'draft' else 'published' end, start, start + interval '3 hours',
  (array['Europe/Berlin', 'America/New_York', 'Asia/Tokyo'])[1 + n % 3], 'Hall ' || n % 40, 'Berlin', 80
from generate_series(:first, :last) as n,
  lateral (select now() + case when n % 3 = 0 then -1 else 1 end * (n % 2800 + 1) * interval '1 day') as at (start);
commit;
vacuum analyze events;
