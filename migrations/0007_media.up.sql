-- Files, and the collections people put them in.

create table media (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  uploaded_by uuid not null,
  title varchar(255) not null,
  description text,
  file_name varchar(255) not null,
  file_path varchar(500) not null,
  file_url varchar(500),
  media_type varchar(20) not null,
  mime_type varchar(100) not null,
  file_size bigint not null,
  metadata jsonb not null default '{}',
  status varchar(20) not null default 'processing',
  related_event uuid,
  related_contact uuid,
  access_level varchar(20) not null default 'organization',
  tags jsonb not null default '[]',
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  is_deleted boolean not null default false,
  deleted_at timestamptz,
  deletion_id uuid,

  constraint media_pkey primary key (organization_id, id),
  constraint media_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint media_uploaded_by_fkey foreign key (organization_id, uploaded_by) references users (organization_id, id),
  constraint media_related_event_fkey foreign key (organization_id, related_event)
    references events (organization_id, id) on delete set null (related_event),
  constraint media_related_contact_fkey foreign key (organization_id, related_contact)
    references contacts (organization_id, id) on delete set null (related_contact),
  constraint media_title_check check (btrim(title) <> ''),
  constraint media_file_name_check check (btrim(file_name) <> ''),
  constraint media_file_path_check check (btrim(file_path) <> ''),
  constraint media_media_type_check check (media_type in ('image', 'video', 'document', 'audio')),
  constraint media_file_size_check check (file_size > 0),
  constraint media_status_check check (status in ('processing', 'ready', 'failed')),
  constraint media_access_level_check check (access_level in ('public', 'private', 'organization')),
  constraint media_metadata_check check (jsonb_typeof(metadata) = 'object'),
  constraint media_tags_check check (jsonb_typeof(tags) = 'array'),
  constraint media_deleted_check check (is_deleted = (deleted_at is not null) and (is_deleted or deletion_id is null))
);
comment on table media is 'What is known of each uploaded file, which itself lies in the store; nobody may DELETE a row (soft-deleted).';

create index idx_media_created_at on media (organization_id, created_at, id) where not is_deleted;
create index idx_media_type on media (organization_id, media_type, created_at, id) where not is_deleted;
create index idx_media_access_level on media (organization_id, access_level, created_at, id) where not is_deleted;
create index idx_media_uploaded_by on media (organization_id, uploaded_by, created_at, id);
create index idx_media_related_event on media (organization_id, related_event, created_at, id);
create index idx_media_related_contact on media (organization_id, related_contact, created_at, id);
create index idx_media_trash on media (organization_id, deleted_at, id) where is_deleted;

call app.protect('media');
call app.track('media');
grant select, insert, update on media to plugs_app;
create trigger live_event before insert or update of related_event on media
  for each row when (new.related_event is not null and not new.is_deleted)
  execute function app.live_parent('events', 'related_event', 'share');
create trigger live_contact before insert or update of related_contact on media
  for each row when (new.related_contact is not null and not new.is_deleted)
  execute function app.live_parent('contacts', 'related_contact', 'share');


create table media_collections (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  created_by uuid not null,
  name varchar(255) not null,
  description text,
  collection_type varchar(20) not null default 'general',
  settings jsonb not null default '{}',
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  is_deleted boolean not null default false,
  deleted_at timestamptz,
  deletion_id uuid,

  constraint media_collections_pkey primary key (organization_id, id),
  constraint media_collections_organization_id_fkey foreign key (organization_id)
    references organizations (id) on delete cascade,
  constraint media_collections_created_by_fkey foreign key (organization_id, created_by)
    references users (organization_id, id),
  constraint media_collections_name_check check (btrim(name) <> ''),
  constraint media_collections_collection_type_check
    check (collection_type in ('event_photos', 'contact_media', 'general')),
  constraint media_collections_settings_check check (jsonb_typeof(settings) = 'object'),
  constraint media_collections_deleted_check
    check (is_deleted = (deleted_at is not null) and (is_deleted or deletion_id is null))
);
comment on table media_collections is 'Named groups of files; nobody may DELETE one (soft-deleted).';

create index idx_media_collections_created_at on media_collections (organization_id, created_at, id) where not is_deleted;
create index idx_media_collections_created_by on media_collections (organization_id, created_by);
create index idx_media_collections_trash on media_collections (organization_id, deleted_at, id) where is_deleted;

call app.protect('media_collections');
call app.track('media_collections');
grant select, insert, update on media_collections to plugs_app;


create table media_collection_items (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  collection_id uuid not null,
  media_id uuid not null,
  sort_order integer not null default 0,
  created_at timestamptz not null default now(),

  constraint media_collection_items_pkey primary key (organization_id, id),
  constraint media_collection_items_organization_id_fkey foreign key (organization_id)
    references organizations (id) on delete cascade,
  constraint media_collection_items_collection_id_fkey foreign key (organization_id, collection_id)
    references media_collections (organization_id, id) on delete cascade,
  constraint media_collection_items_media_id_fkey foreign key (organization_id, media_id)
    references media (organization_id, id) on delete cascade,
  constraint media_collection_items_unique unique (organization_id, collection_id, media_id)
);
comment on table media_collection_items is 'Which file is in which collection, in which place; the application may DELETE an item, and the audit trail keeps it.';

create index idx_media_collection_items_collection on media_collection_items (organization_id, collection_id, sort_order, id);
create index idx_media_collection_items_media on media_collection_items (organization_id, media_id);

call app.protect('media_collection_items');
call app.track('media_collection_items');
grant select, insert, update, delete on media_collection_items to plugs_app;
create trigger live_collection before insert or update of collection_id on media_collection_items
  for each row execute function app.live_parent('media_collections', 'collection_id', 'share');
create trigger live_media before insert or update of media_id on media_collection_items
  for each row execute function app.live_parent('media', 'media_id', 'share');
