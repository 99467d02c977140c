-- Signing up twice with one form makes one organisation, and a stranger's attempts lock nobody out of a browser that they
-- use. Like sessions and sign_in_attempts, these tables precede a tenant.

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


-- A pair is an address and a client; a browser is one of the known.
alter table sign_in_attempts drop constraint sign_in_attempts_kind_check;
alter table sign_in_attempts add constraint sign_in_attempts_kind_check
  check (kind in ('address', 'client', 'pair', 'browser'));
comment on table sign_in_attempts is 'How often an address, a client, a client at an address or a known browser has tried to sign in, all hashed; the application may DELETE what has run out.';
