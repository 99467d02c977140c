create or replace function app.hide_secrets(row_values jsonb) returns jsonb
  language sql immutable set search_path = pg_catalog, pg_temp
  return case when row_values ?| array['password_hash', 'credentials'] then
    row_values || (
      select jsonb_object_agg(name, '[hidden]')
      from unnest(array['password_hash', 'credentials']) as secret (name)
      where row_values ? name)
    else row_values end;

drop trigger leaves_batch on expenses;
drop function app.claim_leaves_batch();
drop table payment_batch_items;
drop table payment_batches;
drop table bank_accounts;
