-- The three roles of the product. Roles belong to the whole cluster, so they are made here, once, by an administrator
-- (`the-plugs migrate --roles`), and never by a migration. Running this again changes nothing that is already right.
--
-- plugs_owner   no login; owns the database, its tables and functions; every migration runs as this role.
-- plugs_app     signs in for the application; owns nothing, is a member of nothing, is always under row-level security.
--               Its password is set by whoever runs this file.
-- plugs_lookup  no login; owns the few functions that look something up before an organisation is known.
do $roles$
declare
  wanted record;
  present pg_catalog.pg_roles;
  membership record;
begin
  -- Holds until the end of the transaction. It reaches one database only, so what follows also bears being raced.
  perform pg_advisory_xact_lock(hashtext('the-plugs: roles'));

  for wanted in
    select * from (values ('plugs_owner', false), ('plugs_app', true), ('plugs_lookup', false)) as role (name, may_login)
  loop
    begin
      if not exists (select from pg_catalog.pg_roles where rolname = wanted.name) then
        execute format('create role %I', wanted.name);
      end if;
    exception
      when duplicate_object or unique_violation then null; -- made by someone else in this very moment
    end;

    -- Each attribute is named only where it is wrong: some of them only a superuser may mention.
    select * into strict present from pg_catalog.pg_roles where rolname = wanted.name;
    if present.rolsuper then execute format('alter role %I nosuperuser', wanted.name); end if;
    if present.rolbypassrls then execute format('alter role %I nobypassrls', wanted.name); end if;
    if present.rolreplication then execute format('alter role %I noreplication', wanted.name); end if;
    if present.rolcreaterole then execute format('alter role %I nocreaterole', wanted.name); end if;
    if present.rolcreatedb then execute format('alter role %I nocreatedb', wanted.name); end if;
    if present.rolcanlogin <> wanted.may_login then
      execute format('alter role %I %s', wanted.name, case when wanted.may_login then 'login' else 'nologin' end);
    end if;
  end loop;

  for membership in
    select granted.rolname as granted, member.rolname as member
    from pg_catalog.pg_auth_members m
    join pg_catalog.pg_roles granted on granted.oid = m.roleid
    join pg_catalog.pg_roles member on member.oid = m.member
    where member.rolname in ('plugs_app', 'plugs_lookup')
  loop
    execute format('revoke %I from %I', membership.granted, membership.member);
  end loop;

  -- The owner hands the look-up functions over to plugs_lookup, which only a member may do.
  if not exists (
    select from pg_catalog.pg_auth_members
    where roleid = 'plugs_lookup'::regrole and member = 'plugs_owner'::regrole
  ) then
    grant plugs_lookup to plugs_owner;
  end if;

  -- Whoever migrates works as plugs_owner. A superuser may already; any other administrator becomes a member.
  if not pg_has_role(current_user, 'plugs_owner', 'member') then
    execute format('grant plugs_owner to %I', current_user);
  end if;
end
$roles$;
