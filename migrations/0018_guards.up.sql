-- What the application never does, and what the database must not take from it either.

-- Amounts and days that no program can hold -----------------------------------------------------------------------
create function app.is_currency(currency text) returns boolean
  language sql immutable strict parallel safe
  return currency = any (string_to_array(
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLF CLP CNY COP '
    'CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD '
    'IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR '
    'MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP '
    'SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYI UYU UYW UZS VED VES VND VUV WST XAF '
    'XCD XCG XOF XPF YER ZAR ZMW ZWG', ' '));
comment on function app.is_currency(text) is 'Whether these three letters are a currency of ISO 4217, without metals, funds and test codes.';
grant execute on function app.is_currency(text) to plugs_app, plugs_lookup;

-- NaN is greater than every number. What is left fits 64 bits of minor units, of which no currency has more than four
-- decimals.
alter table events
  drop constraint events_budget_check,
  add constraint events_budget_check check (budget >= 0 and budget <= 922337203685477.5807),
  add constraint events_currency_known check (app.is_currency(currency));
alter table expenses
  drop constraint expenses_amount_check,
  add constraint expenses_amount_check check (amount >= 0 and amount <= 922337203685477.5807),
  add constraint expenses_currency_known check (app.is_currency(currency));

-- No tenant's row is of an infinite day.
do $$
declare
  dated record;
begin
  for dated in
    select c.relname as table_name, string_agg(format('isfinite(%I)', a.attname), ' and ' order by a.attnum) as condition
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      and a.atttypid in ('timestamptz'::regtype, 'date'::regtype)
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relrowsecurity
    group by c.relname
  loop
    execute format('alter table public.%I add constraint %I check (%s)',
      dated.table_name, dated.table_name || '_finite', dated.condition);
  end loop;
end
$$;

-- A few days more than the form takes, for it goes by the person's calendar. Earlier ones no cursor can hold.
alter table contact_interactions add constraint contact_interactions_date_check
  check (interaction_date >= '1899-12-30T00:00:00Z' and interaction_date < '2201-01-03T00:00:00Z');


-- Writes without an actor -----------------------------------------------------------------------------------------
create function app.needs_actor() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  perform app.require_actor();
  return null;
end
$$;
comment on function app.needs_actor() is 'Refuses what nobody does, on tables that are not audited; app.audit refuses it on the others.';
-- Their writes run it with the rights of whoever writes.
grant execute on function app.require_actor() to plugs_app;
create trigger actor before insert or update or delete on notifications for each statement execute function app.needs_actor();
create trigger actor before insert or update or delete on analytics_events for each statement execute function app.needs_actor();
create trigger actor before insert or update or delete on integration_logs for each statement execute function app.needs_actor();


-- The system user -------------------------------------------------------------------------------------------------
alter table users add constraint users_system_is_fixed check (role <> 'system' or (is_active and not is_deleted));

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


-- Live children of parents in the trash ---------------------------------------------------------------------------
create trigger live_team before insert or update of team_id on team_members
  for each row execute function app.live_parent('teams', 'team_id', 'share');
create trigger live_user before insert or update of user_id on team_members
  for each row execute function app.live_parent('users', 'user_id', 'share');
create trigger live_event before insert or update of event_id on expenses
  for each row when (new.event_id is not null and not new.is_deleted)
  execute function app.live_parent('events', 'event_id', 'share');
create trigger live_event before insert or update of related_event on media
  for each row when (new.related_event is not null and not new.is_deleted)
  execute function app.live_parent('events', 'related_event', 'share');
create trigger live_contact before insert or update of related_contact on media
  for each row when (new.related_contact is not null and not new.is_deleted)
  execute function app.live_parent('contacts', 'related_contact', 'share');
create trigger live_collection before insert or update of collection_id on media_collection_items
  for each row execute function app.live_parent('media_collections', 'collection_id', 'share');
create trigger live_media before insert or update of media_id on media_collection_items
  for each row execute function app.live_parent('media', 'media_id', 'share');


create index idx_users_active on users (organization_id, is_active, is_verified) where not is_deleted;


-- Narrower: no more than a request reads.
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
