-- Files: what is known of each beyond its specification, what an organisation's files take together, and what is on its
-- way into the store or out of it.

alter table media
  add column purpose varchar(20) not null default 'library',
  add column sha256 varchar(64),
  add column width integer,
  add column height integer,
  add column thumbnail_type varchar(50),
  add column failure varchar(500),
  add column purged_at timestamptz,
  add constraint media_purpose_check check (purpose in ('library', 'attachment', 'avatar', 'logo')),
  add constraint media_sha256_check check (sha256 ~ '^[0-9a-f]{64}$'),
  add constraint media_size_check check (width > 0 and height > 0),
  add constraint media_failure_check check ((failure is not null) = (status = 'failed')),
  add constraint media_purged_check check (purged_at is null or is_deleted),
  add constraint media_purged_at_finite check (isfinite(purged_at));
comment on column media.purpose is 'What it was uploaded for, which says who may read and remove it.';
comment on column media.sha256 is 'Of what lies in the store: two rows of an organisation with the same bytes share them.';
comment on column media.width is 'As it is seen: a picture that lies on its side has its sides exchanged.';
comment on column media.thumbnail_type is 'The type of the small picture, where there is one.';
comment on column media.failure is 'Why it cannot be shown, worded for people.';
comment on column media.purged_at is 'When its bytes were given up; it can no longer be restored.';

create index idx_media_sha256 on media (organization_id, sha256) where purged_at is null;
create index idx_media_purpose on media (organization_id, purpose, uploaded_by, id) where not is_deleted;
create index idx_media_purge on media (organization_id, deleted_at, id) where is_deleted and purged_at is null;

-- Named where a request learns who asks, so that the shell needs no look-up of its own.
alter table users
  add column avatar_id uuid,
  add constraint users_avatar_id_fkey foreign key (organization_id, avatar_id)
    references media (organization_id, id) on delete set null (avatar_id);
create index idx_users_avatar on users (organization_id, avatar_id);
grant select (avatar_id) on users to plugs_app;
create trigger live_avatar before insert or update of avatar_id on users
  for each row when (new.avatar_id is not null and not new.is_deleted)
  execute function app.live_parent('media', 'avatar_id', 'share');

alter table organizations
  add column logo_id uuid,
  add constraint organizations_logo_id_fkey foreign key (id, logo_id)
    references media (organization_id, id) on delete set null (logo_id);
create index idx_organizations_logo on organizations (id, logo_id);


create table storage_totals (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  bytes bigint not null,

  constraint storage_totals_pkey primary key (organization_id, id),
  constraint storage_totals_organization_id_fkey foreign key (organization_id)
    references organizations (id) on delete cascade,
  constraint storage_totals_one unique (organization_id),
  constraint storage_totals_bytes_check check (bytes >= 0)
);
comment on table storage_totals is 'What the files of an organisation take together, uploads under way included; not audited, since each file is; nobody may DELETE one.';

call app.protect('storage_totals');
grant select, insert, update on storage_totals to plugs_app;
create trigger actor before insert or update or delete on storage_totals
  for each statement execute function app.needs_actor();


create table uploads (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  file_path varchar(500) not null,
  bytes bigint not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,

  constraint uploads_pkey primary key (organization_id, id),
  constraint uploads_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint uploads_bytes_check check (bytes >= 0),
  constraint uploads_file_path_check check (btrim(file_path) <> '')
);
comment on table uploads is 'Objects that may lie in the store and belong to no file: uploads under way, for which bytes are reserved, and what is to be removed. Not audited. The application may DELETE one that has become a file or was removed.';
comment on column uploads.expires_at is 'From then on it is removed from the store, and its bytes are given back.';

create index idx_uploads_expires_at on uploads (organization_id, expires_at, id);

call app.protect('uploads');
grant select, insert, delete on uploads to plugs_app;
create trigger actor before insert or update or delete on uploads for each statement execute function app.needs_actor();


drop function app.session_user(uuid, uuid);
create function app.session_user(of_organization uuid, of_user uuid)
  returns table (
    organization_name text, email text, first_name text, last_name text, role text, timezone text, locale text,
    avatar_id uuid, logo_id uuid, credential_stamp text)
  language sql stable strict security definer rows 1 set search_path = pg_catalog, pg_temp
as $$
  select o.name, u.email, u.first_name, u.last_name, u.role, u.timezone, u.locale, u.avatar_id, o.logo_id,
    encode(sha256(convert_to(u.password_hash, 'UTF8')), 'hex')
  from public.users u
  join public.organizations o on o.id = u.organization_id
  where u.organization_id = $1 and u.id = $2
    and not u.is_deleted and u.is_active and u.role <> 'system'
    and not o.is_deleted and o.is_active
$$;
comment on function app.session_user(uuid, uuid) is 'What a request of a signed-in person needs; no row once the person or the organisation is inactive or deleted. The stamp changes with the password.';
grant execute on function app.session_user(uuid, uuid) to plugs_app;
grant create on schema app to plugs_lookup;
alter function app.session_user(uuid, uuid) owner to plugs_lookup;
revoke create on schema app from plugs_lookup;
