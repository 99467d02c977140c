-- Background work. A row of `jobs` is written in the transaction that causes it and says what is to be done, for which
-- organisation and on whose account; it is also the inbox, since the transaction of the effect marks it done. Which worker
-- takes it when is settled in the schema `graphile_worker`, whose rows hold nothing but the two ids of a job.

create table jobs (
  id uuid not null default app.uuid_v7(),
  organization_id uuid not null,
  queue varchar(20) not null,
  kind varchar(60) not null,
  payload jsonb not null default '{}',
  unique_key varchar(100),
  priority integer not null default 0,
  state varchar(10) not null default 'waiting',
  attempts integer not null default 0,
  max_attempts integer not null default 8,
  run_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz,
  last_error varchar(500),
  created_at timestamptz not null default now(),
  created_by uuid,

  constraint jobs_pkey primary key (organization_id, id),
  constraint jobs_organization_id_fkey foreign key (organization_id) references organizations (id) on delete cascade,
  constraint jobs_created_by_fkey foreign key (organization_id, created_by)
    references users (organization_id, id) on delete set null (created_by),
  constraint jobs_queue_check check (queue in ('mail', 'media', 'matching', 'analytics', 'cleanup')),
  constraint jobs_state_check check (state in ('waiting', 'running', 'done', 'failed', 'discarded')),
  constraint jobs_kind_check check (btrim(kind) <> ''),
  constraint jobs_payload_check check (jsonb_typeof(payload) = 'object' and octet_length(payload::text) <= 2000),
  constraint jobs_priority_check check (priority between -100 and 100),
  constraint jobs_attempts_check check (attempts >= 0 and max_attempts between 1 and 1000),
  constraint jobs_ended_check check ((ended_at is not null) = (state in ('done', 'failed', 'discarded')))
);
comment on table jobs is 'Work that no request waits for; not audited, since what a job changes is. The application may DELETE one that ended long ago.';
comment on column jobs.payload is 'Ids and numbers only: what a job needs to know it reads when it runs, under the rights that hold then.';
comment on column jobs.unique_key is 'Of the jobs of one kind with the same key, one waits for its first attempt.';
comment on column jobs.attempts is 'Counted before an attempt begins, so that one which ends its process counts; the number of an attempt is what it may end the job with.';
comment on column jobs.created_by is 'Whose transaction caused it; set by the database.';

create unique index jobs_one_waiting on jobs (organization_id, kind, unique_key) where state = 'waiting' and attempts = 0;
create index idx_jobs_state on jobs (organization_id, state, run_at, id);
create index idx_jobs_ended_at on jobs (organization_id, ended_at, id) where ended_at is not null;
create index idx_jobs_created_by on jobs (organization_id, created_by);

call app.protect('jobs');
grant select, insert, update, delete on jobs to plugs_app;
create trigger actor before insert or update or delete on jobs for each statement execute function app.needs_actor();


create function app.stamp_job() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  new.state := 'waiting';
  new.attempts := 0;
  new.created_by := app.acting_user();
  return new;
end
$$;
comment on function app.stamp_job() is 'A job is new, and is caused by whoever acts, whatever it was inserted with.';
create trigger stamp before insert on jobs for each row execute function app.stamp_job();

create function app.keep_job() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception 'what a job is to do never changes' using errcode = 'PL002', schema = tg_table_schema, table = tg_table_name;
end
$$;
comment on function app.keep_job() is 'Refuses to make another job of one that was queued.';
create trigger fixed before update on jobs for each row
  when ((old.organization_id, old.id, old.queue, old.kind, old.payload, old.created_at)
      is distinct from (new.organization_id, new.id, new.queue, new.kind, new.payload, new.created_at)
    or old.created_by is distinct from new.created_by and new.created_by is not null)
  execute function app.keep_job();

-- A worker takes jobs of the tasks it knows, and knows a task for each queue it serves. It retries for ever: how often
-- a job may be tried is counted in `jobs`. There is no NOTIFY here, which would put the commits of all writers in a single
-- file; whoever queued says so after the commit.
create function app.dispatch_job() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
  -- The ticket of the attempt that failed is still in the worker's hands; it is no longer the job's.
  if tg_op = 'UPDATE' then
    update graphile_worker._private_jobs set key = null where key = new.id::text and locked_at is not null;
  end if;
  insert into graphile_worker._private_jobs (task_id, payload, priority, run_at, max_attempts, key)
  select task.id, json_build_object('organization', new.organization_id, 'job', new.id), new.priority, new.run_at, 32767,
    new.id::text
  from graphile_worker._private_tasks task
  where task.identifier = new.queue
  on conflict (key) do update set run_at = excluded.run_at;
  if not found then
    raise exception 'there is no queue %', new.queue using hint = 'Run `the-plugs migrate`.';
  end if;
  return null;
end
$$;
comment on function app.dispatch_job() is 'Gives the workers the one ticket of a job: when it is queued, and when it is to be tried again.';
create trigger dispatch_new after insert on jobs for each row execute function app.dispatch_job();
create trigger dispatch_again after update on jobs for each row
  when (new.state = 'waiting' and (old.state <> 'waiting' or old.run_at <> new.run_at))
  execute function app.dispatch_job();


-- The door: a worker knows the two ids of a job and nothing else. One round trip counts the attempt and says who acts.
-- Should PostgreSQL lose its last moments, it loses the count of an attempt, never what came of it.
create function app.start_job(of_organization uuid, of_job uuid)
  returns table (
    kind text, payload jsonb, attempt integer, was_running boolean, person_id uuid, person_role text, system_user_id uuid)
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  found_job public.jobs;
begin
  perform set_config('app.organization_id', of_organization::text, true), set_config('app.user_id', '', true),
    set_config('app.actor_kind', 'job', true), set_config('app.request_id', of_job::text, true),
    set_config('synchronous_commit', 'off', true);
  select * into found_job from public.jobs j
  where j.organization_id = of_organization and j.id = of_job
    and (j.state = 'running' or j.state = 'waiting' and j.run_at <= now())
  for no key update;
  if not found then
    return;
  end if;
  if found_job.state = 'waiting' then
    update public.jobs j
    set state = 'running', attempts = j.attempts + 1, started_at = now()
    where j.organization_id = of_organization and j.id = of_job;
  end if;
  return query
    select found_job.kind::text, found_job.payload,
      found_job.attempts + case found_job.state when 'waiting' then 1 else 0 end, found_job.state = 'running',
      person.id, person.role::text, system.id
    from public.users system
    left join public.users person on person.organization_id = of_organization and person.id = found_job.created_by
      and person.is_active and not person.is_deleted
    where system.organization_id = of_organization and system.role = 'system';
end
$$;
comment on function app.start_job(uuid, uuid) is 'Begins an attempt at a job that is not over yet; no row where it is, or is not due. was_running: that attempt began before and never ended, so it is not begun again.';

create function app.organizations_at_work() returns setof uuid
  language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select id from public.organizations where is_active and not is_deleted order by id
$$;
comment on function app.organizations_at_work() is 'The ids of all live organisations, for which a schedule queues its jobs.';

-- A worker whose connection breaks while it ends a job lives on and keeps the job locked; its heart beats, so nobody takes
-- it for dead.
create function app.free_stuck_jobs() returns bigint
  language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
  freed bigint;
begin
  update graphile_worker._private_jobs set locked_at = null, locked_by = null
  where locked_at < now() - interval '30 minutes';
  get diagnostics freed = row_count;
  return freed;
end
$$;
comment on function app.free_stuck_jobs() is 'Gives back jobs that a worker has held for longer than any may take.';

grant execute on function app.start_job(uuid, uuid), app.organizations_at_work(), app.free_stuck_jobs() to plugs_app;
grant create on schema app to plugs_lookup;
alter function app.organizations_at_work() owner to plugs_lookup;
revoke create on schema app from plugs_lookup;
