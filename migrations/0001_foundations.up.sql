-- The ground everything stands on: extensions, the schema `app` for our functions, and what PUBLIC may not do.
-- Tables live in `public`. Migrations run as plugs_owner in a database that plugs_owner owns.

create extension unaccent;
create extension pg_trgm;

create schema app;

-- Nothing is anyone's by default: each migration grants what it makes.
revoke all on schema public from public;
alter default privileges revoke execute on functions from public;
grant usage on schema public, app to plugs_app, plugs_lookup;

-- Who is asking ---------------------------------------------------------------------------------------------------
-- The application sets four settings at the start of every transaction: app.organization_id, app.user_id,
-- app.actor_kind and app.request_id. After a commit they read as '' rather than null, hence nullif.

create function app.current_organization() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('app.organization_id', true), '')::uuid;
comment on function app.current_organization() is 'The organisation this transaction works in; null when none is set, and then no row is visible.';

create function app.actor_kind() returns text
  language sql stable parallel safe
  return nullif(current_setting('app.actor_kind', true), '');
comment on function app.actor_kind() is 'person, device, guest, job or sign_up; null when none is set, and then no write is possible.';

create function app.acting_user() returns uuid
  language sql stable parallel safe
  return case when app.actor_kind() in ('person', 'device', 'job')
    then nullif(current_setting('app.user_id', true), '')::uuid end;
comment on function app.acting_user() is 'The user behind this transaction; null for a guest and a sign-up, who are nobody yet.';

-- Ids -------------------------------------------------------------------------------------------------------------
create function app.uuid_v7() returns uuid
  language sql volatile parallel safe
  begin atomic
    -- RFC 9562: 48 bits of milliseconds, the version, 12 bits of the fraction of the millisecond (method 3, so that ids
    -- made in one transaction sort as they were made), the variant and 62 random bits.
    select encode(
      int8send(((now.micros / 1000) << 16) | x'7000'::bigint | ((now.micros % 1000) * 4096 / 1000))
        || substring(uuid_send(gen_random_uuid()) from 9),
      'hex')::uuid
    from (select (extract(epoch from clock_timestamp()) * 1000000)::bigint as micros) as now;
  end;
comment on function app.uuid_v7() is 'A UUID version 7, for rows that do not bring an id made in Rust.';

-- Words -----------------------------------------------------------------------------------------------------------
-- lower() and ILIKE are not leakproof: under row-level security they cannot use an index. Columns that are searched or
-- compared without regard to case are therefore stored a second time, folded, in the byte order of "C".

create function app.lower_case(word text) returns text
  language sql immutable strict parallel safe
  return lower(word collate "und-x-icu") collate "C";
comment on function app.lower_case(text) is 'Lower case by Unicode''s root rules, whatever the locale of the database.';

create function app.fold(word text) returns text
  language sql immutable strict parallel safe
  return app.lower_case(public.unaccent('public.unaccent'::regdictionary, word));
comment on function app.fold(text) is 'What a person means when typing a name: lower case, without accents. Compare app.fold(typed) with a _key column.';

create function app.tags_are_valid(tags text[]) returns boolean
  language sql immutable parallel safe
  return cardinality(tags) <= 50
    and coalesce(array_ndims(tags), 1) = 1
    and not exists (
      select from unnest(tags) as tag (word)
      where word is null or btrim(word) = '' or char_length(word) > 50);
comment on function app.tags_are_valid(text[]) is 'At most fifty tags, none of them empty or longer than fifty characters.';

-- Money -----------------------------------------------------------------------------------------------------------
create function app.currency_exponent(currency text) returns integer
  language sql immutable strict parallel safe
  return case
    when currency in ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV',
                      'XAF', 'XOF', 'XPF') then 0
    when currency in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 3
    when currency in ('CLF', 'UYW') then 4
    else 2
  end;
comment on function app.currency_exponent(text) is 'How many decimals an amount in this currency may have (ISO 4217).';

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

grant execute on function
  app.current_organization(), app.actor_kind(), app.acting_user(), app.uuid_v7(),
  app.lower_case(text), app.fold(text), app.tags_are_valid(text[]), app.currency_exponent(text), app.is_currency(text)
  to plugs_app, plugs_lookup;

-- What every tenant table gets ------------------------------------------------------------------------------------
-- Permissive policies are joined with OR, restrictive ones with AND: a permissive policy that someone adds later can
-- never show another organisation's rows.
create procedure app.protect(tenant_table regclass, tenant_column name default 'organization_id')
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  own_rows text := format('%I = (select app.current_organization())', tenant_column);
  finite text;
begin
  execute format('alter table %s enable row level security, force row level security', tenant_table);
  execute format('create policy base on %s to plugs_app using (true) with check (true)', tenant_table);
  execute format('create policy tenant on %s as restrictive to plugs_app using (%s) with check (%s)',
    tenant_table, own_rows, own_rows);

  select string_agg(format('isfinite(%I)', attname), ' and ' order by attnum) into finite
  from pg_attribute
  where attrelid = tenant_table and attnum > 0 and not attisdropped and attgenerated = ''
    and atttypid in ('timestamptz'::regtype, 'date'::regtype);
  if finite is not null then
    execute format('alter table %s add constraint %I check (%s)', tenant_table,
      (select relname || '_finite' from pg_class where oid = tenant_table), finite);
  end if;
end
$$;
comment on procedure app.protect(regclass, name) is 'Puts a tenant table under row-level security, and keeps infinite days out of it. For migrations only.';

-- Foreign keys know nothing of soft deletion. `for key share`, which they take, does not even wait for it, because it
-- changes no key column; the lock named by the trigger must be at least `share`. Where the write goes on to change the
-- parent it must be `no key update`, or two such writes would each hold `share` and wait for the other.
create function app.live_parent() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  parent_table text := tg_argv[0];
  parent_column text := tg_argv[1];
  parent_lock text := tg_argv[2];
  is_live boolean;
begin
  execute format('select true from public.%I where organization_id = $1 and id = ($2 ->> %L)::uuid and not is_deleted for %s',
    parent_table, parent_column, parent_lock)
    into is_live using new.organization_id, to_jsonb(new);
  if is_live is null then
    raise foreign_key_violation using
      message = format('%s needs a live row of %s', tg_table_name, parent_table),
      schema = tg_table_schema, table = tg_table_name, column = parent_column,
      constraint = format('%s_%s_live', tg_table_name, parent_column);
  end if;
  return new;
end
$$;
comment on function app.live_parent() is 'Refuses a live child under a parent that is in the trash. Arguments: parent table, column, lock.';
