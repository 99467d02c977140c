-- The keys of organisations, each wrapped by a master key that is not in the database.

create table organization_keys (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  number integer not null,
  master varchar(16) not null,
  wrapped bytea not null,
  created_at timestamptz not null default now(),
  retired_at timestamptz,

  constraint organization_keys_pkey primary key (organization_id, id),
  constraint organization_keys_organization_id_fkey foreign key (organization_id)
    references organizations (id) on delete cascade,
  constraint organization_keys_number unique (organization_id, number),
  constraint organization_keys_number_check check (number > 0),
  constraint organization_keys_master_check check (master ~ '^[0-9a-f]{16}$'),
  constraint organization_keys_wrapped_check check (octet_length(wrapped) = 72)
);
comment on table organization_keys is 'The keys under which values of an organisation are sealed, wrapped by a master key; not audited; nobody may DELETE one but the-plugs keys rotate, which works as an administrator.';
comment on column organization_keys.number is 'Stands in each value that is sealed under this key.';
comment on column organization_keys.master is 'By which master key it is wrapped: eight bytes that follow from that key, and from which it does not.';
comment on column organization_keys.retired_at is 'From then on nothing new is sealed under it.';

create unique index organization_keys_current on organization_keys (organization_id) where retired_at is null;

call app.protect('organization_keys');
grant select, insert on organization_keys to plugs_app;
create trigger actor before insert or update or delete on organization_keys
  for each statement execute function app.needs_actor();


-- Two statements, so that the second sees what whoever held the lock did.
create function app.sealing_key() returns table (number integer, master text, wrapped bytea, is_new boolean)
  language plpgsql volatile rows 1 set search_path = pg_catalog, pg_temp
as $$
begin
  perform pg_advisory_xact_lock_shared(hashtext('the-plugs: keys'), hashtext(app.current_organization()::text));
  return query
    select k.number, k.master::text, k.wrapped, k.created_at = now()
    from public.organization_keys k
    where k.organization_id = (select app.current_organization()) and k.retired_at is null;
end
$$;
comment on function app.sealing_key() is 'The key under which this transaction seals values; until its end the key is not retired. is_new: this very transaction made it, and may yet take it back.';
grant execute on function app.sealing_key() to plugs_app;

-- Asked at the start, before any organisation is known.
grant select (master) on organization_keys to plugs_lookup;
create policy lookup on organization_keys for select to plugs_lookup using (current_user = 'plugs_lookup');
create function app.master_keys() returns setof text
  language sql stable security definer set search_path = pg_catalog, pg_temp
as $$ select distinct master::text from public.organization_keys $$;
comment on function app.master_keys() is 'Which master keys it takes to open the keys of all organisations; what it names does not tell them.';
grant execute on function app.master_keys() to plugs_app;
grant create on schema app to plugs_lookup;
alter function app.master_keys() owner to plugs_lookup;
revoke create on schema app from plugs_lookup;
