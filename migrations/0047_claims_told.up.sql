-- Whoever claims, whoever gets the money and whoever answers for their team hear of a claim, as those do who see all of them. A note
-- of a claim says whom it concerns; who answers for them is worked out when it is told, once for all notes of an organisation.

alter table changes
  add column claimant_ids uuid[],
  add column payee_ids uuid[],
  add column is_private boolean not null default false;
comment on column changes.claimant_ids is 'Of claims: who made them. They are told, and so are those who see what they claim.';
comment on column changes.payee_ids is 'Of claims: who gets the money, where it is somebody else, or was until now. They are told.';
comment on column changes.is_private is 'Nobody else is told: it was a draft, and is one.';

create function app.announce_claims() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  changed jsonb;
begin
  if tg_op = 'INSERT' then
    select jsonb_agg(jsonb_build_object('id', came.id, 'private', came.status = 'draft', 'by', came.created_by,
      'for', jsonb_build_array(came.payee_id))) into changed
    from came;
  else
    select jsonb_agg(jsonb_build_object('id', came.id, 'private', came.status = 'draft' and went.status = 'draft', 'by', came.created_by,
      'for', jsonb_build_array(came.payee_id, went.payee_id))) into changed
    from came join went using (organization_id, id) where came is distinct from went;
  end if;
  -- Of many it is not said which: a message has little room, and who is told reads all of theirs again.
  insert into public.changes (organization_id, kind, record_id, cause, claimant_ids, payee_ids, is_private)
  select organization.id, 'expense', told.id, left(nullif(current_setting('app.request_id', true), ''), 64),
    told.claimants, coalesce(told.payees, '{}'), told.is_private
  from (
    select case when jsonb_array_length(changed) <= 20 then (one ->> 'id')::uuid end as id,
      (one ->> 'private')::boolean as is_private,
      array_agg(distinct (one ->> 'by')::uuid) as claimants,
      array_agg(distinct payee::uuid) filter (where payee is not null and not (one ->> 'private')::boolean) as payees
    from jsonb_array_elements(changed) as one
    cross join lateral jsonb_array_elements_text(one -> 'for') as payee
    group by 1, 2
  ) as told
  join public.organizations organization on organization.id = app.current_organization();
  return null;
end
$$;
comment on function app.announce_claims() is 'Notes which claims a statement changed, or that it changed many, and whom they concern.';

drop trigger announce_insert on expenses;
drop trigger announce_update on expenses;
create trigger announce_insert after insert on expenses
  referencing new table as came for each statement execute function app.announce_claims();
create trigger announce_update after update on expenses
  referencing old table as went new table as came for each statement execute function app.announce_claims();


-- As before, and of claims: their people, and the managers who share a team with whoever claims.
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
      delete from public.changes where organization_id = one
      returning kind, record_id, cause, claimant_ids, payee_ids, is_private
    ), counted as (
      insert into public.change_numbers as known (organization_id, number)
      select one, count(*) from taken having count(*) > 0
      on conflict (organization_id) do update set number = known.number + excluded.number
      returning number, (select count(*) from taken) as count
    ), shared as (
      select theirs.user_id as claimant, manager.id as manager
      from (select distinct unnest(claimant_ids) as id from taken where not is_private) as claimant
      join public.team_members theirs on theirs.organization_id = one and theirs.user_id = claimant.id
      join public.teams team on team.organization_id = one and team.id = theirs.team_id and not team.is_deleted
      join public.team_members mine on mine.organization_id = one and mine.team_id = team.id
      join public.users manager on manager.organization_id = one and manager.id = mine.user_id
        and manager.role = 'manager' and manager.is_active and not manager.is_deleted
    ), worded as (
      select number, count,
        (select jsonb_agg(distinct jsonb_build_object('kind', kind, 'id', record_id, 'cause', cause)
          || case when claimant_ids is null then '{}' else jsonb_build_object('concerned', jsonb_build_object(
            'people', to_jsonb(claimant_ids || payee_ids),
            'managers', (select coalesce(jsonb_agg(distinct manager), '[]') from shared
              where claimant = any (claimant_ids) and not is_private),
            'is_private', is_private)) end) from taken) as changes
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
