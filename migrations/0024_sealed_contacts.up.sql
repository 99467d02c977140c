-- Telephone numbers, notes and what opens other systems are stored sealed. A migration has no key: here they become plain
-- bytes behind a 0, and `the-plugs migrate` seals what begins with one once the migrations are through.

-- Only a superuser can seal values without a trace in the trail. Where there are contacts, so is their past.
alter table contacts no force row level security;
alter table integrations no force row level security;
do $$
begin
  if not (select rolsuper from pg_roles where rolname = session_user)
    and (exists (select from contacts) or exists (select from integrations))
  then
    raise exception 'there are contacts or integrations with values that are to be sealed: migrate as a superuser';
  end if;
end
$$;
alter table contacts force row level security;
alter table integrations force row level security;

alter table contacts
  alter column phone type bytea using '\x00'::bytea || convert_to(phone, 'UTF8'),
  alter column notes type bytea using '\x00'::bytea || convert_to(notes, 'UTF8'),
  add column phone_index bytea,
  -- A plain text does not begin with either.
  add constraint contacts_phone_check check (get_byte(phone, 0) <= 1),
  add constraint contacts_notes_check check (get_byte(notes, 0) <= 1),
  add constraint contacts_phone_index_check check (octet_length(phone_index) = 16);
comment on column contacts.phone is 'Sealed. Begins with 1; with 0 where it is plain and waits for the-plugs migrate.';
comment on column contacts.notes is 'Sealed, like phone.';
comment on column contacts.phone_index is 'Equal where telephone numbers of an organisation are equal: a keyed hash of the digits.';

create index idx_contacts_phone on contacts (organization_id, phone_index, id) where not is_deleted and phone_index is not null;

-- It says where the number does, and means nothing by itself.
call app.track('contacts', '{job:lead_score,last_interaction,phone_index}');

alter table integrations
  alter column credentials type bytea using '\x00'::bytea || convert_to(credentials::text, 'UTF8'),
  add constraint integrations_credentials_check check (get_byte(credentials, 0) <= 1);
comment on column integrations.credentials is 'Sealed, like contacts.phone.';

-- The trail holds what the columns hold. Nobody may write it, its owner but with row-level security out of force.
alter table audit_logs no force row level security;
update audit_logs set old_values = old_values || (
  select jsonb_object_agg(key, '\x00' || encode(convert_to(value, 'UTF8'), 'hex'))
  from jsonb_each_text(old_values) where key in ('phone', 'notes') and value is not null)
where table_name = 'contacts' and coalesce(old_values ->> 'phone', old_values ->> 'notes') is not null;
update audit_logs set new_values = new_values || (
  select jsonb_object_agg(key, '\x00' || encode(convert_to(value, 'UTF8'), 'hex'))
  from jsonb_each_text(new_values) where key in ('phone', 'notes') and value is not null)
where table_name = 'contacts' and coalesce(new_values ->> 'phone', new_values ->> 'notes') is not null;
alter table audit_logs force row level security;
