-- A migration has no key: what is sealed cannot go back.

alter table contacts no force row level security;
alter table integrations no force row level security;
alter table audit_logs no force row level security;
do $$
begin
  if exists (select from contacts where get_byte(phone, 0) = 1 or get_byte(notes, 0) = 1)
    or exists (select from integrations where get_byte(credentials, 0) = 1)
    or exists (
      select from audit_logs
      where table_name = 'contacts'
        and (starts_with(old_values ->> 'phone', '\x01') or starts_with(old_values ->> 'notes', '\x01')
          or starts_with(new_values ->> 'phone', '\x01') or starts_with(new_values ->> 'notes', '\x01')))
  then
    raise exception 'telephone numbers, notes or credentials are sealed, and a migration cannot open them: keep this version, or restore a backup from before it';
  end if;
end
$$;

drop index idx_contacts_phone;
alter table contacts
  drop constraint contacts_phone_check,
  drop constraint contacts_notes_check,
  drop column phone_index,
  alter column phone type varchar(20) using convert_from(substr(phone, 2), 'UTF8'),
  alter column notes type text using convert_from(substr(notes, 2), 'UTF8');
comment on column contacts.phone is null;
comment on column contacts.notes is null;
call app.track('contacts', '{job:lead_score,last_interaction}');

alter table integrations
  drop constraint integrations_credentials_check,
  alter column credentials type jsonb using convert_from(substr(credentials, 2), 'UTF8')::jsonb;
comment on column integrations.credentials is null;

update audit_logs set old_values = old_values || (
  select jsonb_object_agg(key, convert_from(decode(substr(value, 5), 'hex'), 'UTF8'))
  from jsonb_each_text(old_values) where key in ('phone', 'notes') and value is not null)
where table_name = 'contacts' and coalesce(old_values ->> 'phone', old_values ->> 'notes') is not null;
update audit_logs set new_values = new_values || (
  select jsonb_object_agg(key, convert_from(decode(substr(value, 5), 'hex'), 'UTF8'))
  from jsonb_each_text(new_values) where key in ('phone', 'notes') and value is not null)
where table_name = 'contacts' and coalesce(new_values ->> 'phone', new_values ->> 'notes') is not null;

alter table contacts force row level security;
alter table integrations force row level security;
alter table audit_logs force row level security;
