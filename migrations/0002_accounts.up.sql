-- Organisations, the people in them, their teams, and how they sign in.

create table organizations (
  id uuid not null default app.uuid_v7(),
  name varchar(255) not null,
  domain varchar(255),
  subscription_plan varchar(50) not null default 'free',
  settings jsonb not null default '{}',
  is_active boolean not null default true,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  is_deleted boolean not null default false,
  deleted_at timestamptz,
  deletion_id uuid,

  constraint organizations_pkey primary key (id),
  constraint organizations_name_check check (btrim(name) <> ''),
  constraint organizations_domain_check check (domain = app.lower_case(btrim(domain)) and domain <> ''),
  constraint organizations_subscription_plan_check check (subscription_plan in ('free', 'pro', 'enterprise')),
  constraint organizations_settings_check check (jsonb_typeof(settings) = 'object'),
  constraint organizations_deleted_check check (is_deleted = (deleted_at is not null) and (is_deleted or deletion_id is null))
);
comment on table organizations is 'The tenants: one row per organisation, nobody may DELETE one (it is soft-deleted, and its audit trail holds on to it).';

-- The one key that spans organisations: a domain belongs to one of them.
create unique index organizations_domain_key on organizations (domain) where not is_deleted;
create index idx_organizations_active on organizations (is_active) where not is_deleted;

call app.protect('organizations', 'id');
grant select, insert, update on organizations to plugs_app;


create table users (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  email varchar(255) not null,
  email_lower text collate "C" not null generated always as (app.lower_case(email)) stored,
  password_hash varchar(255) not null,
  role varchar(20) not null default 'member',
  first_name varchar(50) not null,
  last_name varchar(50) not null,
  phone varchar(20),
  bio text,
  avatar_url varchar(500),
  job_title varchar(100),
  company varchar(100),
  linkedin_url varchar(255),
  timezone varchar(50) not null default 'UTC',
  locale varchar(35) not null default 'en',
  is_active boolean not null default true,
  is_verified boolean not null default false,
  is_admin boolean not null default false,
  verified_at timestamptz,
  last_login timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  is_deleted boolean not null default false,
  deleted_at timestamptz,
  deletion_id uuid,
  created_by uuid,
  updated_by uuid,

  constraint users_pkey primary key (organization_id, id),
  constraint users_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint users_created_by_fkey foreign key (organization_id, created_by)
    references users (organization_id, id) on delete set null (created_by),
  constraint users_updated_by_fkey foreign key (organization_id, updated_by)
    references users (organization_id, id) on delete set null (updated_by),
  constraint users_email_check check (email ~ '^[^@[:space:]]+@[^@[:space:]]+$'),
  constraint users_password_hash_check check (password_hash <> ''),
  constraint users_role_check check (role in ('owner', 'admin', 'manager', 'member', 'door', 'system')),
  constraint users_is_admin_check check (is_admin = (role in ('owner', 'admin'))),
  constraint users_system_cannot_sign_in check (role <> 'system' or password_hash = '!'),
  constraint users_system_is_fixed check (role <> 'system' or (is_active and not is_deleted)),
  constraint users_first_name_check check (btrim(first_name) <> ''),
  constraint users_last_name_check check (btrim(last_name) <> ''),
  constraint users_timezone_check check (timezone ~ '^[A-Za-z0-9_+/-]+$'),
  constraint users_locale_check check (locale ~ '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$'),
  constraint users_deleted_check check (is_deleted = (deleted_at is not null) and (is_deleted or deletion_id is null))
);
comment on table users is 'The people of an organisation, and its one system user, which owns what no person made; nobody may DELETE a user (soft-deleted).';
comment on column users.password_hash is 'An argon2id hash; ''!'' for the system user. The application may write it but not read it: it is compared through app.sign_in_candidates.';
comment on column users.last_login is 'Derived: neither audited nor a new version.';

create unique index users_unique_email_per_org on users (organization_id, email_lower) where not is_deleted;
create unique index users_one_system_per_org on users (organization_id) where role = 'system';
-- Not led by organization_id: signing in precedes the organisation.
create index idx_users_email on users (email_lower) where not is_deleted;
create index idx_users_name on users (organization_id, last_name, first_name, id) where not is_deleted;
create index idx_users_active on users (organization_id, is_active, is_verified) where not is_deleted;
create index idx_users_created_by on users (organization_id, created_by);
create index idx_users_updated_by on users (organization_id, updated_by);
create index idx_users_trash on users (organization_id, deleted_at, id) where is_deleted;

call app.protect('users');
grant insert, update on users to plugs_app;
grant select (
  id, organization_id, email, email_lower, role, first_name, last_name, phone, bio, avatar_url, job_title, company,
  linkedin_url, timezone, locale, is_active, is_verified, is_admin, verified_at, last_login, version, created_at,
  updated_at, is_deleted, deleted_at, deletion_id, created_by, updated_by
) on users to plugs_app;

create function app.keep_system_role() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception 'nobody becomes the system user, and it becomes nobody' using errcode = 'PL002',
    schema = tg_table_schema, table = tg_table_name, column = 'role';
end
$$;
comment on function app.keep_system_role() is 'Refuses a change of role from or to system.';
create trigger system_role before update of role on users
  for each row when (old.role is distinct from new.role and 'system' in (old.role, new.role))
  execute function app.keep_system_role();

create function app.needs_system_user() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (select from public.users where organization_id = new.id and role = 'system') then
    raise check_violation using message = 'an organisation needs its system user',
      schema = tg_table_schema, table = tg_table_name, constraint = 'organizations_system_user';
  end if;
  return null;
end
$$;
comment on function app.needs_system_user() is 'At the end of its transaction a new organisation has a system user.';
create constraint trigger system_user after insert on organizations
  deferrable initially deferred for each row execute function app.needs_system_user();


create table teams (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  name varchar(100) not null,
  name_key text collate "C" not null generated always as (app.fold(name)) stored,
  description text,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  is_deleted boolean not null default false,
  deleted_at timestamptz,
  deletion_id uuid,
  created_by uuid not null,
  updated_by uuid,

  constraint teams_pkey primary key (organization_id, id),
  constraint teams_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint teams_created_by_fkey foreign key (organization_id, created_by) references users (organization_id, id),
  constraint teams_updated_by_fkey foreign key (organization_id, updated_by)
    references users (organization_id, id) on delete set null (updated_by),
  constraint teams_name_check check (btrim(name) <> ''),
  constraint teams_deleted_check check (is_deleted = (deleted_at is not null) and (is_deleted or deletion_id is null))
);
comment on table teams is 'Groups of people who share their work; nobody may DELETE a team (soft-deleted).';

create unique index teams_unique_name_per_org on teams (organization_id, name_key) where not is_deleted;
create index idx_teams_created_by on teams (organization_id, created_by);
create index idx_teams_updated_by on teams (organization_id, updated_by);
create index idx_teams_trash on teams (organization_id, deleted_at, id) where is_deleted;

call app.protect('teams');
grant select, insert, update on teams to plugs_app;


create table team_members (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  team_id uuid not null,
  user_id uuid not null,
  created_at timestamptz not null default now(),

  constraint team_members_pkey primary key (organization_id, id),
  constraint team_members_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint team_members_team_id_fkey foreign key (organization_id, team_id)
    references teams (organization_id, id) on delete cascade,
  constraint team_members_user_id_fkey foreign key (organization_id, user_id)
    references users (organization_id, id) on delete cascade,
  constraint team_members_unique unique (organization_id, team_id, user_id)
);
comment on table team_members is 'Who is in which team; the application may DELETE a membership, and the audit trail keeps it.';

create index idx_team_members_user on team_members (organization_id, user_id, team_id);

call app.protect('team_members');
grant select, insert, delete on team_members to plugs_app;
create trigger live_team before insert or update of team_id on team_members
  for each row execute function app.live_parent('teams', 'team_id', 'share');
create trigger live_user before insert or update of user_id on team_members
  for each row execute function app.live_parent('users', 'user_id', 'share');


-- Four tables without a tenant: they are read before it is known who asks. The last two make signing up twice with one form
-- make one organisation, and keep a stranger's attempts from locking anybody out of a browser that they use.

create table sessions (
  id_hash bytea not null,
  organization_id uuid,
  user_id uuid,
  data jsonb not null,
  ip_address inet,
  user_agent varchar(400),
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null,

  constraint sessions_pkey primary key (id_hash),
  constraint sessions_id_hash_check check (octet_length(id_hash) = 32),
  constraint sessions_person_check check ((organization_id is null) = (user_id is null)),
  constraint sessions_user_id_fkey foreign key (organization_id, user_id)
    references users (organization_id, id) on delete cascade
);
comment on table sessions is 'Signed-in browsers, by the SHA-256 of their id, before and after sign-in; the application may DELETE them (sign-out, expiry).';

create index idx_sessions_user on sessions (organization_id, user_id, last_seen_at);
create index idx_sessions_expires_at on sessions (expires_at);

grant select, insert, update, delete on sessions to plugs_app;


create table sign_in_attempts (
  kind varchar(10) not null,
  key_hash bytea not null,
  attempts integer not null default 0,
  window_started_at timestamptz not null default now(),

  constraint sign_in_attempts_pkey primary key (kind, key_hash),
  -- A pair is an address and a client; a browser is one of the known.
  constraint sign_in_attempts_kind_check check (kind in ('address', 'client', 'pair', 'browser')),
  constraint sign_in_attempts_attempts_check check (attempts >= 0)
);
comment on table sign_in_attempts is 'How often an address, a client, a client at an address or a known browser has tried to sign in, all hashed; the application may DELETE what has run out.';

create index idx_sign_in_attempts_window on sign_in_attempts (window_started_at);

grant select, insert, update, delete on sign_in_attempts to plugs_app;


create table sign_ups (
  form_hash bytea not null,
  organization_id uuid not null,
  user_id uuid not null,
  stamp bytea not null,
  created_at timestamptz not null default now(),

  constraint sign_ups_pkey primary key (form_hash),
  constraint sign_ups_form_hash_check check (octet_length(form_hash) = 32),
  constraint sign_ups_user_id_fkey foreign key (organization_id, user_id)
    references users (organization_id, id) on delete cascade
);
comment on table sign_ups is 'What came of a form that signed up an organisation, by the SHA-256 of all that it said and of a random key that the page gave it: sent once more, it leads to the same place. The application may DELETE what has run out.';
comment on column sign_ups.stamp is 'Of the password it was signed up with; another password since, and the form leads nowhere.';

create index idx_sign_ups_user on sign_ups (organization_id, user_id);
create index idx_sign_ups_created_at on sign_ups (created_at);

grant select, insert, update, delete on sign_ups to plugs_app;


create table known_browsers (
  key_hash bytea not null,
  seen_at timestamptz not null default now(),

  constraint known_browsers_pkey primary key (key_hash),
  constraint known_browsers_key_hash_check check (octet_length(key_hash) = 32)
);
comment on table known_browsers is 'Browsers in which an address has been signed in, by the SHA-256 of a random token that the browser keeps and of the address; the application may DELETE what has run out.';

create index idx_known_browsers_seen_at on known_browsers (seen_at);

grant select, insert, update, delete on known_browsers to plugs_app;


-- Looking up before an organisation is known ----------------------------------------------------------------------
-- These functions are the whole list. They belong to plugs_lookup, whose policies show it these two tables and nothing
-- else. The policies ask for the very role, because plugs_owner is a member of plugs_lookup and must see no more by it.

grant select on organizations, users to plugs_lookup;
create policy lookup on organizations for select to plugs_lookup using (current_user = 'plugs_lookup');
create policy lookup on users for select to plugs_lookup using (current_user = 'plugs_lookup');

create function app.sign_in_candidates(email_lower text)
  returns table (
    organization_id uuid, organization_name text, user_id uuid, password_hash text,
    first_name text, last_name text, role text)
  language sql stable strict security definer rows 5 set search_path = pg_catalog, pg_temp
as $$
  select o.id, o.name, u.id, u.password_hash, u.first_name, u.last_name, u.role
  from public.users u
  join public.organizations o on o.id = u.organization_id
  where u.email_lower = app.lower_case($1)
    and not u.is_deleted and u.is_active and u.role <> 'system'
    and not o.is_deleted and o.is_active
  order by o.id, u.id
  limit 5
$$;
comment on function app.sign_in_candidates(text) is 'Every live, active person of this e-mail address, at most five, oldest organisation first.';

create function app.session_user(of_organization uuid, of_user uuid)
  returns table (
    organization_name text, email text, first_name text, last_name text, role text, timezone text, locale text,
    credential_stamp text)
  language sql stable strict security definer rows 1 set search_path = pg_catalog, pg_temp
as $$
  select o.name, u.email, u.first_name, u.last_name, u.role, u.timezone, u.locale,
    encode(sha256(convert_to(u.password_hash, 'UTF8')), 'hex')
  from public.users u
  join public.organizations o on o.id = u.organization_id
  where u.organization_id = $1 and u.id = $2
    and not u.is_deleted and u.is_active and u.role <> 'system'
    and not o.is_deleted and o.is_active
$$;
comment on function app.session_user(uuid, uuid) is 'What a request of a signed-in person needs; no row once the person or the organisation is inactive or deleted. The stamp changes with the password.';

grant execute on function app.sign_in_candidates(text), app.session_user(uuid, uuid) to plugs_app;
grant create on schema app to plugs_lookup;
alter function app.sign_in_candidates(text) owner to plugs_lookup;
alter function app.session_user(uuid, uuid) owner to plugs_lookup;
revoke create on schema app from plugs_lookup;
