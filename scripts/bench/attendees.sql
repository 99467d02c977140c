-- An event to which the first :size contacts of an organisation come, in whose places all but a tenth of them are. By the
-- application's own triggers: they keep the words by which attendees are found, and the counts.
--
-- Variables: number (of the organisation), size (attendees).
\set ON_ERROR_STOP on
begin;
set local synchronous_commit = off;
select lpad(to_hex(:number), 8, '0') || '-0000-7000-9000-000000000000' as organization,
  lpad(to_hex(:number), 8, '0') || '-0000-7000-e000-000000000000' as event,
  (select id from users where email like 'owner@%' and organization_id = (lpad(to_hex(:number), 8, '0') || '-0000-7000-9000-000000000000')::uuid) as owner
\gset
select set_config('app.organization_id', :'organization', true), set_config('app.user_id', :'owner', true),
  set_config('app.actor_kind', 'person', true);

insert into events (organization_id, id, created_by, title, start_date, end_date, status, max_attendees)
values (:'organization', :'event', :'owner', 'The fair', now() + interval '30 days', now() + interval '32 days', 'published', :size - :size / 10);
insert into event_attendees (organization_id, event_id, contact_id, status)
select organization_id, :'event', id,
  case when n > :size - :size / 10 then 'waitlisted' when n % 3 = 0 then 'confirmed' else 'registered' end
from (select organization_id, id, row_number() over (order by id) as n from contacts where organization_id = :'organization') as invited
where n <= :size
order by n;
update events set current_attendees = max_attendees where organization_id = :'organization' and id = :'event';
commit;
vacuum analyze event_attendees, event_attendee_words;
