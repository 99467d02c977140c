//! What the application may do in the schema of the library that hands out jobs.

use super::rules;

rules! {
    the_application_may_do_in_the_queue_what_a_worker_must_and_no_more {
        "with documented (name, rights) as (values
           ('_private_job_queues', 'SELECT UPDATE(locked_at) UPDATE(locked_by)'),
           ('_private_job_retirements', 'SELECT'),
           ('_private_jobs', 'DELETE SELECT UPDATE(attempts) UPDATE(last_error) UPDATE(locked_at) UPDATE(locked_by) '
             'UPDATE(payload) UPDATE(run_at) UPDATE(updated_at)'),
           ('_private_known_crontabs', 'INSERT SELECT UPDATE'),
           ('_private_tasks', 'INSERT SELECT'),
           ('_private_workers', 'DELETE INSERT SELECT UPDATE'),
           ('migrations', 'SELECT')
         ), granted (name, grantee, what) as (
           select c.relname::text, x.grantee, x.privilege_type
           from pg_class c cross join lateral aclexplode(c.relacl) x
           where c.relnamespace = 'graphile_worker'::regnamespace and x.grantee <> c.relowner
           union all
           select c.relname::text, x.grantee, format('%s(%s)', x.privilege_type, a.attname)
           from pg_class c join pg_attribute a on a.attrelid = c.oid cross join lateral aclexplode(a.attacl) x
           where c.relnamespace = 'graphile_worker'::regnamespace
         ), present as (
           select name, string_agg(what, ' ' order by what collate \"C\") as rights
           from granted where grantee = 'plugs_app'::regrole group by name)
         (select 'not documented: ' || present::text from (table present except table documented) as present)
         union all
         (select 'missing: ' || documented::text from (table documented except table present) as documented)
         union all
         select 'somebody else: ' || granted::text from granted where grantee <> 'plugs_app'::regrole",
        broken by
        "grant insert on graphile_worker._private_jobs to plugs_app",
        "grant update (priority) on graphile_worker._private_jobs to plugs_app",
        "revoke delete on graphile_worker._private_jobs from plugs_app",
        "grant select on graphile_worker._private_jobs to public",
    }

    the_application_calls_the_listed_functions_of_the_queue_and_only_schedules_with_the_owners_rights {
        "with listed (name, as_owner) as (values
           ('add_job', true), ('worker_heartbeat', false), ('worker_deregister', false), ('list_stale_workers', false),
           ('list_orphan_locked_workers', false), ('recover_dead_worker_jobs', false), ('delete_stale_workers', false),
           ('_private_return_jobs', false)
         ), present as (
           select proname::text, prosecdef from pg_proc
           where pronamespace = 'graphile_worker'::regnamespace
             and (has_function_privilege('plugs_app', oid, 'execute') or prosecdef))
         (select 'not listed: ' || present::text from (table present except table listed) as present)
         union all
         (select 'missing: ' || listed::text from (table listed except table present) as listed)
         union all
         select 'finds its names elsewhere: ' || proname from pg_proc
         where pronamespace = 'graphile_worker'::regnamespace and prosecdef
           and not coalesce(proconfig @> array['search_path=pg_catalog, pg_temp'], false)",
        broken by
        "grant execute on function graphile_worker.remove_job to plugs_app",
        "alter function graphile_worker.add_job security invoker",
        "alter function graphile_worker.add_jobs security definer",
        "alter function graphile_worker.add_job reset search_path",
    }

    the_queue_belongs_to_the_owner {
        "select c.oid::regclass::text from pg_class c
         where c.relnamespace = 'graphile_worker'::regnamespace and c.relowner <> 'plugs_owner'::regrole
         union all
         select nspname::text from pg_namespace where nspname = 'graphile_worker' and nspowner <> 'plugs_owner'::regrole
         union all
         select 'no queue ' || queue from unnest(array['mail', 'media', 'matching', 'analytics', 'cleanup']) as queue
         where not exists (select from graphile_worker._private_tasks where identifier = queue)",
        broken by
        "alter table graphile_worker._private_jobs owner to plugs_app",
        "delete from graphile_worker._private_tasks where identifier = 'mail'",
    }
}
