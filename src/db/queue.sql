-- What the application may do in the schema of graphile_worker, whose own migrations have just made it. Its rows hold the
-- two ids of a job and nothing else, and give no right: what a job may do stands in the table `jobs`, under row-level
-- security. Running this again changes nothing that is already right.
select pg_advisory_xact_lock(hashtext('the-plugs: queue'));

grant usage on schema graphile_worker to plugs_app;

-- It switches row-level security on without a policy, so that nobody but the owner would see a row. These grants say
-- instead who sees what.
do $$
declare
  guarded regclass;
  scheduler regprocedure;
begin
  for guarded in
    select oid from pg_class where relnamespace = 'graphile_worker'::regnamespace and relkind = 'r' and relrowsecurity
  loop
    execute format('alter table %s disable row level security', guarded);
  end loop;

  -- Schedules add jobs, and only by this function: the application may not insert one by itself.
  for scheduler in
    select oid from pg_proc where pronamespace = 'graphile_worker'::regnamespace and proname = 'add_job' and not prosecdef
  loop
    execute format('alter function %s security definer set search_path = pg_catalog, pg_temp', scheduler);
  end loop;
end
$$;

grant select on graphile_worker.migrations to plugs_app;
grant select, insert on graphile_worker._private_tasks to plugs_app;
grant select, delete, update (attempts, locked_at, locked_by, run_at, last_error, updated_at, payload)
  on graphile_worker._private_jobs to plugs_app;
grant select, update (locked_at, locked_by) on graphile_worker._private_job_queues to plugs_app;
grant select on graphile_worker._private_job_retirements to plugs_app;
grant select, insert, update on graphile_worker._private_known_crontabs to plugs_app;
grant select, insert, update, delete on graphile_worker._private_workers to plugs_app;
grant execute on function
  graphile_worker.add_job, graphile_worker.worker_heartbeat, graphile_worker.worker_deregister,
  graphile_worker.list_stale_workers, graphile_worker.list_orphan_locked_workers,
  graphile_worker.recover_dead_worker_jobs, graphile_worker.delete_stale_workers, graphile_worker._private_return_jobs
  to plugs_app;

insert into graphile_worker._private_tasks (identifier)
select queue from unnest(array['mail', 'media', 'matching', 'analytics', 'cleanup']) as queue
where not exists (select from graphile_worker._private_tasks where identifier = queue);
