drop function app.session_user(uuid, uuid);
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
grant execute on function app.session_user(uuid, uuid) to plugs_app;
grant create on schema app to plugs_lookup;
alter function app.session_user(uuid, uuid) owner to plugs_lookup;
revoke create on schema app from plugs_lookup;

drop table uploads;
drop table storage_totals;

alter table organizations drop column logo_id;
drop trigger live_avatar on users;
alter table users drop column avatar_id;

alter table media
  drop column purpose,
  drop column sha256,
  drop column width,
  drop column height,
  drop column thumbnail_type,
  drop column failure,
  drop column purged_at;
