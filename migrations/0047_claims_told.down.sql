drop trigger announce_insert on expenses;
drop trigger announce_update on expenses;
drop function app.announce_claims();
create trigger announce_insert after insert on expenses
  referencing new table as came for each statement execute function app.announce('expense', 'id');
create trigger announce_update after update on expenses
  referencing old table as went new table as came for each statement execute function app.announce('expense', 'id');
create or replace function app.tell_changes() returns bigint
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  one uuid;
  told bigint := 0;
  count_here bigint;
  sent text;
begin
  for one in select * from app.organizations_with_changes() loop
    perform set_config('app.organization_id', one::text, true), set_config('app.user_id', '', true),
      set_config('app.actor_kind', 'job', true), set_config('app.request_id', '', true);
    with taken as (
      delete from public.changes where organization_id = one returning kind, record_id, cause
    ), counted as (
      insert into public.change_numbers as known (organization_id, number)
      select one, count(*) from taken having count(*) > 0
      on conflict (organization_id) do update set number = known.number + excluded.number
      returning number, (select count(*) from taken) as count
    ), worded as (
      select number, count,
        (select jsonb_agg(distinct jsonb_build_object('kind', kind, 'id', record_id, 'cause', cause)) from taken) as changes
      from counted
    )
    -- A message may have 8,000 bytes. What is more is told as: anything may have changed.
    select count, pg_notify('changes', jsonb_build_object('organization', one, 'number', number, 'count', count,
      'changes', case when octet_length(changes::text) < 7500 then changes end)::text)::text
    into count_here, sent from worded;
    told := told + coalesce(count_here, 0);
  end loop;
  return told;
end
$$;
alter table changes
  drop column claimant_ids,
  drop column payee_ids,
  drop column is_private;
