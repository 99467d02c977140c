-- An event is shown to everybody who has its address, once it is published; and people read their own agenda in other calendars.

alter table events
  add column public_address varchar(80) not null default replace(gen_random_uuid()::text, '-', ''),
  add constraint events_public_address_check
    check (length(public_address) between 4 and 80 and public_address ~ '^[a-z0-9]+(-[a-z0-9]+)*$');
comment on column events.public_address is 'Where the event is shown to everybody, across organisations: chosen by somebody, or 122 random bits.';
create unique index events_public_address_key on events (public_address);

create function app.find_public_event(address text) returns table (organization_id uuid, event_id uuid)
  language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select event.organization_id, event.id
  from public.events event
  join public.organizations organization on organization.id = event.organization_id
    and organization.is_active and not organization.is_deleted
  where event.public_address = address and not event.is_deleted and event.status <> 'draft'
$$;
comment on function app.find_public_event(text) is 'The event that is shown at an address, and whose it is; nothing where it is a draft or gone.';
grant execute on function app.find_public_event(text) to plugs_app;
grant create on schema app to plugs_lookup;
alter function app.find_public_event(text) owner to plugs_lookup;
revoke create on schema app from plugs_lookup;


create table agenda_stars (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  user_id uuid not null,
  item_id uuid not null,
  created_at timestamptz not null default now(),

  constraint agenda_stars_pkey primary key (organization_id, id),
  constraint agenda_stars_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint agenda_stars_user_id_fkey foreign key (organization_id, user_id)
    references users (organization_id, id) on delete cascade,
  constraint agenda_stars_item_id_fkey foreign key (organization_id, item_id)
    references event_agenda_items (organization_id, id) on delete cascade,
  constraint agenda_stars_unique unique (organization_id, user_id, item_id)
);
comment on table agenda_stars is 'What somebody means to go to; the application may DELETE a star, and the audit trail keeps it.';
create index idx_agenda_stars_item on agenda_stars (organization_id, item_id);
call app.protect('agenda_stars');
call app.track('agenda_stars');
grant select, insert, delete on agenda_stars to plugs_app;
create trigger live_item before insert or update of item_id on agenda_stars
  for each row execute function app.live_parent('event_agenda_items', 'item_id', 'share');
create trigger live_user before insert or update of user_id on agenda_stars
  for each row execute function app.live_parent('users', 'user_id', 'share');


create table calendar_feeds (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  user_id uuid not null,
  created_at timestamptz not null default now(),

  constraint calendar_feeds_pkey primary key (organization_id, id),
  constraint calendar_feeds_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint calendar_feeds_user_id_fkey foreign key (organization_id, user_id)
    references users (organization_id, id) on delete cascade,
  constraint calendar_feeds_user_unique unique (organization_id, user_id)
);
comment on table calendar_feeds is 'The address at which other programs read somebody''s own agenda, valid while the row is there; the application may DELETE it, and the audit trail keeps it.';
call app.protect('calendar_feeds');
call app.track('calendar_feeds');
grant select, insert, delete on calendar_feeds to plugs_app;
create trigger live_user before insert or update of user_id on calendar_feeds
  for each row execute function app.live_parent('users', 'user_id', 'share');
