-- Live updates. Whoever changes something that others may be looking at leaves a note of it in the same transaction; a
-- process takes the notes that are stored, numbers them and tells all processes, which tell the browsers. A note says
-- that something changed, never what it is now: that is read under the rights of whoever reads it.

create table changes (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  kind varchar(20) not null,
  record_id uuid,
  cause varchar(64),

  constraint changes_pkey primary key (organization_id, id),
  constraint changes_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint changes_kind_check check (kind in ('contact', 'presence'))
);
comment on table changes is 'What changed and was not told yet. Nobody reads it but app.tell_changes, which alone may DELETE: a note is gone once it is told.';
comment on column changes.record_id is 'Which record; null where a statement changed so many that naming them says no more.';
comment on column changes.cause is 'The request that did it, by which its own browser knows it.';

create table change_numbers (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  number bigint not null,

  constraint change_numbers_pkey primary key (organization_id, id),
  constraint change_numbers_organization_id_key unique (organization_id),
  constraint change_numbers_organization_id_fkey foreign key (organization_id)
    references organizations (id) on delete cascade
);
comment on table change_numbers is 'How many changes of an organisation were told, so that a gap is seen; nobody may DELETE it.';

create table viewings (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  contact_id uuid not null,
  user_id uuid not null,
  seen_at timestamptz not null default now(),

  constraint viewings_pkey primary key (organization_id, id),
  constraint viewings_once unique (organization_id, contact_id, user_id),
  constraint viewings_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint viewings_contact_id_fkey foreign key (organization_id, contact_id)
    references contacts (organization_id, id) on delete cascade,
  constraint viewings_user_id_fkey foreign key (organization_id, user_id)
    references users (organization_id, id) on delete cascade
);
comment on table viewings is 'Who is looking at which contact. A row whose seen_at is older than a minute says nothing any more. The application may DELETE one when somebody looks away.';

create index idx_viewings_user on viewings (organization_id, user_id);

call app.protect('changes');
call app.protect('change_numbers');
call app.protect('viewings');
grant select, insert, delete on changes to plugs_app;
grant select, insert, update on change_numbers to plugs_app;
grant select, insert, update, delete on viewings to plugs_app;
create trigger actor before insert or update or delete on changes for each statement execute function app.needs_actor();
create trigger actor before insert or update or delete on change_numbers
  for each statement execute function app.needs_actor();
create trigger actor before insert or update or delete on viewings for each statement execute function app.needs_actor();


-- Arguments: the kind, and the column that names the record.
create function app.announce() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  changed uuid[];
begin
  if tg_op = 'INSERT' then
    select array_agg(distinct (to_jsonb(one) ->> tg_argv[1])::uuid) into changed
    from (select came from came limit 51) as few (one);
  elsif tg_op = 'DELETE' then
    select array_agg(distinct (to_jsonb(one) ->> tg_argv[1])::uuid) into changed
    from (select went from went limit 51) as few (one);
  else
    select array_agg(distinct (to_jsonb(one) ->> tg_argv[1])::uuid) into changed
    from (
      select came from came join went using (organization_id, id) where came is distinct from went limit 51
    ) as few (one);
  end if;
  insert into public.changes (organization_id, kind, record_id, cause)
  select organization.id, tg_argv[0], record, left(nullif(current_setting('app.request_id', true), ''), 64)
  from unnest(case when cardinality(changed) > 50 then array[null::uuid] else changed end) as record
  join public.organizations organization on organization.id = app.current_organization();
  return null;
end
$$;
comment on function app.announce() is 'Notes which records a statement changed, or that it changed many.';

create trigger announce_insert after insert on contacts
  referencing new table as came for each statement execute function app.announce('contact', 'id');
create trigger announce_update after update on contacts
  referencing old table as went new table as came for each statement execute function app.announce('contact', 'id');
create trigger announce_delete after delete on contacts
  referencing old table as went for each statement execute function app.announce('contact', 'id');
create trigger announce_insert after insert on contact_interactions
  referencing new table as came for each statement execute function app.announce('contact', 'contact_id');
create trigger announce_update after update on contact_interactions
  referencing old table as went new table as came for each statement execute function app.announce('contact', 'contact_id');
create trigger announce_delete after delete on contact_interactions
  referencing old table as went for each statement execute function app.announce('contact', 'contact_id');
-- That somebody goes on looking is no news.
create trigger announce_insert after insert on viewings
  referencing new table as came for each statement execute function app.announce('presence', 'contact_id');
create trigger announce_delete after delete on viewings
  referencing old table as went for each statement execute function app.announce('presence', 'contact_id');


-- Who tells does not know yet in which organisations something changed.
create function app.organizations_with_changes() returns setof uuid
  language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select distinct organization_id from public.changes order by organization_id
$$;
comment on function app.organizations_with_changes() is 'The ids of the organisations of which something is to be told.';

-- What is seen here is stored. What is not seen yet, because its transaction goes on, stays and is told another time: a note
-- is told when it is taken out, not by its place, so none is passed by. Of two that tell at once, each note is taken out by
-- one; the other waits at the number until the first is done, so numbers are told in their order and without a gap.
create function app.tell_changes() returns bigint
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  one uuid;
  told bigint := 0;
  count_here bigint;
  sent text;
begin
  for one in select * from app.organizations_with_changes() loop
    perform set_config('app.organization_id', one::text, true), set_config('app.user_id', '', true),
      set_config('app.actor_kind', 'job', true), set_config('app.request_id', '', true);
    with taken as (
      delete from public.changes where organization_id = one returning kind, record_id, cause
    ), counted as (
      insert into public.change_numbers as known (organization_id, number)
      select one, count(*) from taken having count(*) > 0
      on conflict (organization_id) do update set number = known.number + excluded.number
      returning number, (select count(*) from taken) as count
    ), worded as (
      select number, count,
        (select jsonb_agg(distinct jsonb_build_object('kind', kind, 'id', record_id, 'cause', cause)) from taken) as changes
      from counted
    )
    -- A message may have 8,000 bytes. What is more is told as: anything may have changed.
    select count, pg_notify('changes', jsonb_build_object('organization', one, 'number', number, 'count', count,
      'changes', case when octet_length(changes::text) < 7500 then changes end)::text)::text
    into count_here, sent from worded;
    told := told + coalesce(count_here, 0);
  end loop;
  return told;
end
$$;
comment on function app.tell_changes() is 'Takes out what is stored of what changed, numbers it and tells every process, once for each organisation.';

grant execute on function app.organizations_with_changes(), app.tell_changes() to plugs_app;
grant create on schema app to plugs_lookup;
alter function app.organizations_with_changes() owner to plugs_lookup;
revoke create on schema app from plugs_lookup;
grant select on changes to plugs_lookup;
create policy lookup on changes for select to plugs_lookup using (current_user = 'plugs_lookup');
