-- What lists of contacts are filtered by, and the lists that people keep under a name.

alter table contacts
  add column industry_key text collate "C" not null
    generated always as (app.fold(coalesce(industry, ''))) stored,
  -- Contacts of no company come last: after everything that a name can begin with.
  add column company_order text collate "C" not null
    generated always as (coalesce(nullif(app.fold(coalesce(company, '')), ''), chr(1114111))) stored;

create index idx_contacts_company_order on contacts (organization_id, company_order, id) where not is_deleted;
create index idx_contacts_industry on contacts (organization_id, industry_key, id) where not is_deleted;

-- Two more generated columns.
call app.track('contacts', '{job:lead_score,last_interaction}');


-- Tags stand in a table of their own as well, one row each, and are found by `=` on text in the byte order of "C": that
-- is leakproof, so that row-level security leaves it its index, which it takes from operators on arrays.
create table contact_tags (
  organization_id uuid not null,
  contact_id uuid not null,
  tag_key text collate "C" not null,
  tag text not null,

  constraint contact_tags_pkey primary key (organization_id, contact_id, tag_key),
  constraint contact_tags_contact_id_fkey foreign key (organization_id, contact_id)
    references contacts (organization_id, id) on delete cascade
);
comment on table contact_tags is 'The tags that live contacts are found by, kept by triggers on contacts; the application may DELETE them with what they said (a tag that is taken away, or a contact that goes to the trash).';
comment on column contact_tags.tag_key is 'The tag, folded: however it is written, it is one.';

-- Who has a tag, and how it is written, without a look at the table.
create index idx_contact_tags_tag_key on contact_tags (organization_id, tag_key, contact_id) include (tag);

create function app.add_contact_tags() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.contact_tags (organization_id, contact_id, tag_key, tag)
  select added.organization_id, added.id, app.fold(said.tag), min(said.tag)
  from added, unnest(added.tags) as said (tag)
  where not added.is_deleted
  group by added.organization_id, added.id, app.fold(said.tag);
  return null;
end
$$;
comment on function app.add_contact_tags() is 'Makes new contacts findable by their tags.';

create trigger contact_tags_added after insert on contacts
  referencing new table as added
  for each statement execute function app.add_contact_tags();

create function app.keep_contact_tags() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  delete from public.contact_tags where organization_id = new.organization_id and contact_id = new.id;
  insert into public.contact_tags (organization_id, contact_id, tag_key, tag)
  select new.organization_id, new.id, app.fold(said.tag), min(said.tag)
  from unnest(new.tags) as said (tag)
  where not new.is_deleted
  group by app.fold(said.tag);
  return null;
end
$$;
comment on function app.keep_contact_tags() is 'Makes a contact findable by the tags that it has now, and not while it is in the trash.';

create trigger contact_tags_kept after update on contacts
  for each row when ((old.tags, old.is_deleted) is distinct from (new.tags, new.is_deleted))
  execute function app.keep_contact_tags();

-- Contacts that are there already: row-level security hides them even from their owner, who here looks past it.
alter table contacts no force row level security;
insert into contact_tags (organization_id, contact_id, tag_key, tag)
select c.organization_id, c.id, app.fold(said.tag), min(said.tag)
from contacts c, unnest(c.tags) as said (tag)
where not c.is_deleted
group by c.organization_id, c.id, app.fold(said.tag);
alter table contacts force row level security;

call app.protect('contact_tags');
grant select, insert, delete on contact_tags to plugs_app;


create table saved_views (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  created_by uuid not null,
  name varchar(60) not null,
  query text not null,
  is_shared boolean not null default false,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  is_deleted boolean not null default false,
  deleted_at timestamptz,
  deletion_id uuid,

  name_key text collate "C" not null generated always as (app.fold(name)) stored,

  constraint saved_views_pkey primary key (organization_id, id),
  constraint saved_views_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint saved_views_created_by_fkey foreign key (organization_id, created_by) references users (organization_id, id),
  constraint saved_views_name_check check (btrim(name) <> ''),
  constraint saved_views_query_check check (char_length(query) <= 8000),
  constraint saved_views_deleted_check
    check (is_deleted = (deleted_at is not null) and (is_deleted or deletion_id is null))
);
comment on table saved_views is 'Lists of contacts that people keep under a name, for themselves or for everybody; nobody may DELETE one (soft-deleted, so that it can be undone).';
comment on column saved_views.query is 'Filter, order, layout and columns, as the address of the list says them.';

create unique index saved_views_unique_name on saved_views (organization_id, created_by, name_key) where not is_deleted;
create index idx_saved_views_created_by on saved_views (organization_id, created_by);
create index idx_saved_views_shared on saved_views (organization_id, name_key, id) where is_shared and not is_deleted;

call app.protect('saved_views');
call app.track('saved_views');
grant select, insert, update on saved_views to plugs_app;
