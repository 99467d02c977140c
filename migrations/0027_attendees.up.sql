-- Who comes to an event: the line of those who wait for a place, what a change of many came from so that it can be taken back,
-- how many there are of each status without counting, and names to sort and search by that row-level security leaves their
-- index.

alter table event_attendees
  add column waitlisted_at timestamptz,
  add column change_id uuid,
  add column prior_status varchar(20),
  add column prior_waitlisted_at timestamptz,
  add column name_key text collate "C" not null default '',
  add constraint event_attendees_prior_status_check
    check (prior_status in ('registered', 'waitlisted', 'confirmed', 'attended', 'no_show', 'cancelled')),
  drop constraint event_attendees_finite;
comment on column event_attendees.waitlisted_at is 'Since when somebody waits for a place, which is their place in the line; null for whoever does not wait.';
comment on column event_attendees.change_id is 'The last change of the status, or of the row''s being there, which can be taken back as a whole. Like what follows it, neither audited nor a new version.';
comment on column event_attendees.prior_status is 'What stood there before that change; null where the row was not there.';
comment on column event_attendees.name_key is 'Derived: the name as lists sort it, kept by triggers here, on contacts and on users.';

alter table events add column attendee_counts jsonb not null default '{}',
  add constraint events_attendee_counts_check check (jsonb_typeof(attendee_counts) = 'object');
comment on column events.attendee_counts is 'Derived: how many attendees there are of each status, kept by trigger; a status that nobody has may be missing.';


-- The line --------------------------------------------------------------------------------------------------------
create function app.keep_in_line() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  if new.status <> 'waitlisted' then
    new.waitlisted_at := null;
  elsif new.waitlisted_at is null then
    -- Not now(): who waited for the event's lock came later than whoever had it.
    new.waitlisted_at := clock_timestamp();
  end if;
  return new;
end
$$;
comment on function app.keep_in_line() is 'Puts whoever is to wait at the end of the line, and takes out of it whoever does not.';
create trigger keep_in_line before insert or update of status, waitlisted_at on event_attendees
  for each row execute function app.keep_in_line();


-- Names -----------------------------------------------------------------------------------------------------------
create table event_attendee_words (
  organization_id uuid not null,
  event_id uuid not null,
  attendee_id uuid not null,
  word text collate "C" not null,

  constraint event_attendee_words_pkey primary key (organization_id, attendee_id, word),
  constraint event_attendee_words_event_id_fkey foreign key (organization_id, event_id)
    references events (organization_id, id) on delete cascade,
  constraint event_attendee_words_attendee_id_fkey foreign key (organization_id, attendee_id)
    references event_attendees (organization_id, id) on delete cascade
);
comment on table event_attendee_words is 'The words that the attendees of an event are found by, kept by triggers on event_attendees, contacts and users; the application may DELETE them with what they said (somebody is renamed, or leaves the list).';
create index idx_event_attendee_words_word on event_attendee_words (organization_id, event_id, word, attendee_id);

create function app.attendee_words(first_name text, last_name text, company text, email text) returns setof text
  language sql stable parallel safe
  begin atomic
    -- Words are found by their beginning: one that another begins with finds nobody more. In the order of bytes that other one
    -- is the next.
    select said.word
    from (select w.word, lead(w.word) over (order by w.word) as next from app.contact_words($1, $2, $3, $4) as w) as said
    where said.next is null or not starts_with(said.next, said.word);
  end;
comment on function app.attendee_words(text, text, text, text) is 'The words that an attendee is found by: of the name, the company and the e-mail address.';
grant execute on function app.attendee_words(text, text, text, text) to plugs_app;

create function app.name_attendee() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  if new.contact_id is not null then
    select app.fold(c.last_name || ' ' || c.first_name) into new.name_key
    from public.contacts c where c.organization_id = new.organization_id and c.id = new.contact_id;
  else
    select app.fold(u.last_name || ' ' || u.first_name) into new.name_key
    from public.users u where u.organization_id = new.organization_id and u.id = new.user_id;
  end if;
  -- Whoever is not there is refused by the reference.
  new.name_key := coalesce(new.name_key, '');
  return new;
end
$$;
comment on function app.name_attendee() is 'Gives an attendee the name that lists sort by.';
create trigger name_attendee before insert or update of contact_id, user_id on event_attendees
  for each row execute function app.name_attendee();

create function app.add_attendee_words() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.event_attendee_words (organization_id, event_id, attendee_id, word)
  select came.organization_id, came.event_id, came.id, said.word
  from came
  left join public.contacts c on c.organization_id = came.organization_id and c.id = came.contact_id
  left join public.users u on u.organization_id = came.organization_id and u.id = came.user_id
  cross join lateral app.attendee_words(
    coalesce(c.first_name, u.first_name), coalesce(c.last_name, u.last_name), c.company, coalesce(c.email, u.email)) as said (word)
  where not came.is_deleted;
  return null;
end
$$;
comment on function app.add_attendee_words() is 'Makes new attendees findable.';
create trigger attendee_words_added after insert on event_attendees
  referencing new table as came for each statement execute function app.add_attendee_words();

create function app.keep_attendee_words() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  delete from public.event_attendee_words w using went as was join came as becomes using (organization_id, id)
  where becomes.is_deleted and not was.is_deleted and w.organization_id = was.organization_id and w.attendee_id = was.id;
  insert into public.event_attendee_words (organization_id, event_id, attendee_id, word)
  select becomes.organization_id, becomes.event_id, becomes.id, said.word
  from went as was join came as becomes using (organization_id, id)
  left join public.contacts c on c.organization_id = becomes.organization_id and c.id = becomes.contact_id
  left join public.users u on u.organization_id = becomes.organization_id and u.id = becomes.user_id
  cross join lateral app.attendee_words(
    coalesce(c.first_name, u.first_name), coalesce(c.last_name, u.last_name), c.company, coalesce(c.email, u.email)) as said (word)
  where was.is_deleted and not becomes.is_deleted;
  return null;
end
$$;
comment on function app.keep_attendee_words() is 'Makes attendees unfindable with their going into the trash, and findable again with their coming out of it.';
create trigger attendee_words_kept after update on event_attendees
  referencing old table as went new table as came for each statement execute function app.keep_attendee_words();

-- Whoever adds or marks an attendee holds the event, then the contact, then the attendee; whoever renames a contact comes by
-- the contact to the attendee: neither waits for the other in a circle.
create function app.rename_attendees() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  about jsonb := to_jsonb(new);
  renamed uuid[];
begin
  if tg_table_name = 'contacts' then
    select array_agg(id) into renamed from public.event_attendees
    where organization_id = new.organization_id and contact_id = new.id;
  else
    select array_agg(id) into renamed from public.event_attendees
    where organization_id = new.organization_id and user_id = new.id;
  end if;
  if renamed is null then
    return null;
  end if;
  update public.event_attendees set name_key = app.fold(new.last_name || ' ' || new.first_name)
  where organization_id = new.organization_id and id = any (renamed);
  delete from public.event_attendee_words where organization_id = new.organization_id and attendee_id = any (renamed);
  insert into public.event_attendee_words (organization_id, event_id, attendee_id, word)
  select a.organization_id, a.event_id, a.id, said.word
  from public.event_attendees a,
    app.attendee_words(new.first_name, new.last_name, about ->> 'company', new.email) as said (word)
  where a.organization_id = new.organization_id and a.id = any (renamed) and not a.is_deleted;
  return null;
end
$$;
comment on function app.rename_attendees() is 'Lets attendees be sorted and found by what somebody is called now.';
create trigger attendees_renamed after update on contacts
  for each row when (
    (old.first_name, old.last_name, old.company, old.email)
      is distinct from (new.first_name, new.last_name, new.company, new.email))
  execute function app.rename_attendees();
create trigger attendees_renamed after update on users
  for each row when (
    (old.first_name, old.last_name, old.email) is distinct from (new.first_name, new.last_name, new.email))
  execute function app.rename_attendees();


-- How many --------------------------------------------------------------------------------------------------------
-- Everybody who changes attendees holds their event's row already, so nobody waits here for anybody else.
create function app.count_attendees() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  of_organizations uuid[];
  of_events uuid[];
  statuses text[];
  numbers bigint[];
begin
  if tg_op = 'INSERT' then
    select array_agg(organization_id), array_agg(event_id), array_agg(status), array_agg(number)
    into of_organizations, of_events, statuses, numbers
    from (
      select organization_id, event_id, status, count(*) as number from came
      where not is_deleted group by organization_id, event_id, status
    ) as change;
  else
    select array_agg(organization_id), array_agg(event_id), array_agg(status), array_agg(number)
    into of_organizations, of_events, statuses, numbers
    from (
      select organization_id, event_id, status, sum(one) as number
      from (
        select organization_id, event_id, status, 1 as one from came where not is_deleted
        union all
        select organization_id, event_id, status, -1 from went where not is_deleted
      ) as each_one
      group by organization_id, event_id, status
      having sum(one) <> 0
    ) as change;
  end if;
  if of_events is null then
    return null;
  end if;
  update public.events e set attendee_counts = e.attendee_counts || changed.counts
  from (
    select before.organization_id, before.id,
      jsonb_object_agg(change.status, coalesce((before.attendee_counts ->> change.status)::bigint, 0) + change.number) as counts
    from unnest(of_organizations, of_events, statuses, numbers) as change (organization_id, event_id, status, number)
    join public.events before on before.organization_id = change.organization_id and before.id = change.event_id
    group by before.organization_id, before.id
  ) as changed
  where e.organization_id = changed.organization_id and e.id = changed.id;
  return null;
end
$$;
comment on function app.count_attendees() is 'Writes into the events how many attendees of each status a statement added or took away.';
create trigger attendees_counted_insert after insert on event_attendees
  referencing new table as came for each statement execute function app.count_attendees();
create trigger attendees_counted_update after update on event_attendees
  referencing old table as went new table as came for each statement execute function app.count_attendees();


-- What is there already -------------------------------------------------------------------------------------------
-- The owner itself sees no rows while row-level security is forced, and none of this is anybody's doing.
alter table event_attendees no force row level security, disable trigger user;
alter table events no force row level security, disable trigger user;
alter table contacts no force row level security;
alter table users no force row level security;
update event_attendees a set
  waitlisted_at = case when a.status = 'waitlisted' then a.registration_date end,
  name_key = coalesce(
    (select app.fold(c.last_name || ' ' || c.first_name) from contacts c
      where c.organization_id = a.organization_id and c.id = a.contact_id),
    (select app.fold(u.last_name || ' ' || u.first_name) from users u
      where u.organization_id = a.organization_id and u.id = a.user_id), '');
insert into event_attendee_words (organization_id, event_id, attendee_id, word)
select a.organization_id, a.event_id, a.id, said.word
from event_attendees a
left join contacts c on c.organization_id = a.organization_id and c.id = a.contact_id
left join users u on u.organization_id = a.organization_id and u.id = a.user_id
cross join lateral app.attendee_words(
  coalesce(c.first_name, u.first_name), coalesce(c.last_name, u.last_name), c.company, coalesce(c.email, u.email)) as said (word)
where not a.is_deleted;
update events e set attendee_counts = counted.counts
from (
  select organization_id, event_id, jsonb_object_agg(status, number) as counts
  from (
    select organization_id, event_id, status, count(*) as number from event_attendees
    where not is_deleted group by organization_id, event_id, status
  ) as each_status
  group by organization_id, event_id
) as counted
where e.organization_id = counted.organization_id and e.id = counted.event_id;
alter table users force row level security;
alter table contacts force row level security;
alter table events force row level security, enable trigger user;
alter table event_attendees force row level security, enable trigger user;

alter table event_attendees
  add constraint event_attendees_finite check (isfinite(registration_date) and isfinite(check_in_time)
    and isfinite(check_out_time) and isfinite(created_at) and isfinite(updated_at) and isfinite(deleted_at)
    and isfinite(waitlisted_at) and isfinite(prior_waitlisted_at)),
  add constraint event_attendees_line_check check ((status = 'waitlisted') = (waitlisted_at is not null));

call app.protect('event_attendee_words');
grant select, insert, delete on event_attendee_words to plugs_app;

call app.track('event_attendees', '{change_id,name_key,prior_status,prior_waitlisted_at}');
call app.track('events', '{attendee_counts,current_attendees}');

-- The orders of the list, whole and of one status; and the line.
create index idx_event_attendees_name on event_attendees (organization_id, event_id, name_key, id) where not is_deleted;
create index idx_event_attendees_status_name on event_attendees (organization_id, event_id, status, name_key, id)
  where not is_deleted;
create index idx_event_attendees_date on event_attendees (organization_id, event_id, registration_date, id)
  where not is_deleted;
create index idx_event_attendees_line on event_attendees (organization_id, event_id, waitlisted_at, id)
  where status = 'waitlisted' and not is_deleted;
-- What a change came from, to take it back.
create index idx_event_attendees_change on event_attendees (organization_id, change_id) where change_id is not null;


-- On the contact --------------------------------------------------------------------------------------------------
alter table contact_interactions
  add column attendee_id uuid,
  add constraint contact_interactions_attendee_id_fkey foreign key (organization_id, attendee_id)
    references event_attendees (organization_id, id) on delete set null (attendee_id),
  add constraint contact_interactions_attended_once unique (organization_id, attendee_id);
comment on column contact_interactions.attendee_id is 'The attendance that it was written for, which is written once: one that lies in the trash is not written again but taken out.';
