-- What lists of contacts are filtered by, and the lists that people keep under a name.

create function app.fold_each(words text[]) returns text[]
  language sql immutable strict parallel safe
  return array(select app.fold(word) from unnest(words) as listed (word));
comment on function app.fold_each(text[]) is 'Each word folded as by app.fold, in its place.';
grant execute on function app.fold_each(text[]) to plugs_app, plugs_lookup;

alter table contacts
  add column industry_key text collate "C" not null
    generated always as (app.fold(coalesce(industry, ''))) stored,
  add column tag_keys text[] collate "C" not null generated always as (app.fold_each(tags)) stored,
  -- Contacts of no company come last: after everything that a name can begin with.
  add column company_order text collate "C" not null
    generated always as (coalesce(nullif(app.fold(coalesce(company, '')), ''), chr(1114111))) stored;

create index idx_contacts_company_order on contacts (organization_id, company_order, id) where not is_deleted;
create index idx_contacts_industry on contacts (organization_id, industry_key, id) where not is_deleted;

-- Three more generated columns.
call app.track('contacts', '{job:lead_score,last_interaction}');


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
