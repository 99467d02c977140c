-- Functions that are called with every write keep their plans. One in SQL that does not fit into the statement around it is read, planned
-- and made ready by each statement anew, which takes ten times as long as what it does; one in PL/pgSQL once for a connection.

create or replace function app.uuid_v7() returns uuid
  language plpgsql volatile parallel safe set search_path = pg_catalog, pg_temp
as $$
declare
  micros bigint := extract(epoch from clock_timestamp()) * 1000000;
begin
  -- RFC 9562: 48 bits of milliseconds, the version, 12 bits of the fraction of the millisecond (method 3, so that ids
  -- made in one transaction sort as they were made), the variant and 62 random bits.
  return encode(
    int8send((micros / 1000 << 16) | x'7000'::bigint | (micros % 1000 * 4096 / 1000))
      || substring(uuid_send(gen_random_uuid()) from 9),
    'hex')::uuid;
end
$$;

create or replace function app.tags_are_valid(tags text[]) returns boolean
  language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp
as $$
begin
  return cardinality(tags) <= 50
    and coalesce(array_ndims(tags), 1) = 1
    and not exists (
      select from unnest(tags) as tag (word)
      where word is null or btrim(word) = '' or char_length(word) > 50);
end
$$;

create or replace function app.currency_exponent(currency text) returns integer
  language plpgsql immutable strict parallel safe set search_path = pg_catalog, pg_temp
as $$
begin
  return case
    when currency in ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV',
                      'XAF', 'XOF', 'XPF') then 0
    when currency in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 3
    when currency in ('CLF', 'UYW') then 4
    else 2
  end;
end
$$;

create or replace function app.is_currency(currency text) returns boolean
  language plpgsql immutable strict parallel safe set search_path = pg_catalog, pg_temp
as $$
begin
  return currency = any (string_to_array(
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLF CLP CNY COP '
    'CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD '
    'IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR '
    'MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP '
    'SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYI UYU UYW UZS VED VES VND VUV WST XAF '
    'XCD XCG XOF XPF YER ZAR ZMW ZWG', ' '));
end
$$;

create or replace function app.audit_metadata() returns jsonb
  language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
begin
  return jsonb_build_object(
    'actor_kind', app.require_actor(),
    'request_id', nullif(current_setting('app.request_id', true), ''));
end
$$;

create or replace function app.derived_now(named text[]) returns text[]
  language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
begin
  if app.actor_kind() is distinct from 'job' then
    return coalesce(named, '{}');
  end if;
  return (select coalesce(array_agg(replace(name, 'job:', '')), '{}') from unnest(named) as argument (name));
end
$$;

create or replace function app.hide_secrets(row_values jsonb) returns jsonb
  language plpgsql immutable set search_path = pg_catalog, pg_temp
as $$
begin
  if not row_values ?| array['password_hash', 'credentials', 'holder', 'iban', 'bic', 'frozen'] then
    return row_values;
  end if;
  return row_values || (
    select jsonb_object_agg(name, '[hidden]')
    from unnest(array['password_hash', 'credentials', 'holder', 'iban', 'bic', 'frozen']) as secret (name)
    where row_values ? name);
end
$$;

create or replace function app.half_even(amount numeric, places integer) returns numeric
  language plpgsql immutable strict parallel safe set search_path = pg_catalog, pg_temp
as $$
declare
  unit constant numeric := power(10::numeric, places);
  scaled constant numeric := amount * unit;
begin
  return round(case when abs(scaled - trunc(scaled)) = 0.5 then 2 * round(scaled / 2) else round(scaled) end / unit, places);
end
$$;

-- The two rows have the same columns: one is walked through, the other looked up.
create or replace function app.audit() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC'
as $$
declare
  about jsonb := app.audit_metadata();
  row_now jsonb := coalesce(to_jsonb(new), to_jsonb(old));
  row_before jsonb;
  unsung text[] := app.derived_now(tg_argv);
  before_values jsonb;
  after_values jsonb;
  what text;
begin
  if tg_op = 'UPDATE' then
    row_before := to_jsonb(old);
    select jsonb_object_agg(key, row_before -> key), jsonb_object_agg(key, value)
      into before_values, after_values
    from jsonb_each(row_now - unsung) as becomes (key, value)
    where value is distinct from row_before -> key;
    if after_values is null then
      return null;
    end if;
    what := case
      when before_values -> 'is_deleted' = 'false' then 'delete'
      when before_values -> 'is_deleted' = 'true' then 'restore'
      else 'update'
    end;
  else
    select jsonb_object_agg(key, value) into after_values
    from jsonb_each(row_now - unsung) as present (key, value)
    where value <> 'null';
    what := 'create';
    if tg_op = 'DELETE' then
      before_values := after_values;
      after_values := null;
      what := 'delete';
    end if;
  end if;

  insert into public.audit_logs
    (organization_id, user_id, table_name, record_id, action, old_values, new_values, metadata, event_id)
  values (
    coalesce(row_now ->> 'organization_id', row_now ->> 'id')::uuid, app.acting_user(), tg_table_name,
    (row_now ->> 'id')::uuid, what, app.hide_secrets(before_values), app.hide_secrets(after_values), about,
    case tg_table_name when 'events' then row_now ->> 'id' else coalesce(row_now ->> 'event_id', row_now ->> 'related_event') end::uuid);
  return null;
end
$$;

-- What was approved is compared column by column, and no longer as two objects of JSON.
create or replace function app.keep_claim() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  -- Whoever decides does so themselves; of what was decided elsewhere, before it came here, somebody else tells than who gained.
  if new.status in ('approved', 'paid') and (tg_op = 'INSERT' or new.status <> old.status)
      and app.acting_user() in (new.created_by, new.payee_id, new.reversed_by)
    -- Of a reversal that somebody else made they reject nothing either; whoever made it takes it back.
    or new.reverses_id is not null and tg_op = 'UPDATE' and new.status = 'rejected' and old.status <> 'rejected'
      and app.acting_user() in (new.created_by, new.payee_id) and app.acting_user() <> new.reversed_by
    or tg_op = 'UPDATE' and (
      new.approved_by is distinct from old.approved_by and new.approved_by <> app.acting_user()
      or new.paid_by is distinct from old.paid_by and new.paid_by <> app.acting_user())
  then
    raise check_violation using message = 'nobody decides about their own money, or in the name of somebody else',
      schema = tg_table_schema, table = tg_table_name, constraint = 'expenses_not_ones_own';
  end if;
  if tg_op = 'INSERT' then
    return new;
  end if;
  if (new.reverses_id, new.reversed_by) is distinct from (old.reverses_id, old.reversed_by) then
    raise check_violation using message = 'what a claim takes back, and who made it do so, stays',
      schema = tg_table_schema, table = tg_table_name, constraint = 'expenses_reversal_kept';
  end if;
  -- What is paid is final. An event that is removed for good takes its name from it.
  if old.status = 'paid' and not (pg_trigger_depth() > 1 and new.event_id is null)
    and to_jsonb(new) - array['version', 'updated_at', 'updated_by'] is distinct from to_jsonb(old) - array['version', 'updated_at', 'updated_by']
  then
    raise check_violation using message = 'what is paid is final',
      schema = tg_table_schema, table = tg_table_name, constraint = 'expenses_paid_is_final';
  end if;
  if old.status <> new.status and (old.status, new.status) not in (
    ('draft', 'pending'), ('pending', 'draft'), ('pending', 'approved'), ('pending', 'rejected'),
    ('approved', 'pending'), ('approved', 'paid'), ('rejected', 'draft'))
  then
    raise check_violation using message = format('a claim that is %s does not become %s', old.status, new.status),
      schema = tg_table_schema, table = tg_table_name, constraint = 'expenses_moves';
  end if;
  if (old.status in ('approved', 'paid') or new.status in ('approved', 'rejected')) and new.status <> 'pending' and pg_trigger_depth() = 1
    and (old.amount, old.currency, old.net_amount, old.tax_amount, old.tax_rate, old.category, old.expense_type, old.expense_date,
      old.event_id, old.payee_id, old.receipts_version, old.base_amount, old.base_currency, old.fx_rate, old.fx_date, old.fx_source)
    is distinct from (new.amount, new.currency, new.net_amount, new.tax_amount, new.tax_rate, new.category, new.expense_type, new.expense_date,
      new.event_id, new.payee_id, new.receipts_version, new.base_amount, new.base_currency, new.fx_rate, new.fx_date, new.fx_source)
  then
    raise check_violation using message = 'what was approved is what was seen',
      schema = tg_table_schema, table = tg_table_name, constraint = 'expenses_seen';
  end if;
  -- One that is submitted does not vanish.
  if new.is_deleted and not old.is_deleted and old.status <> 'draft' then
    raise check_violation using message = 'only a draft is deleted',
      schema = tg_table_schema, table = tg_table_name, constraint = 'expenses_deleted_as_draft';
  end if;
  return new;
end
$$;
