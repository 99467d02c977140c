drop function app.free_stuck_jobs();
drop function app.organizations_at_work();
drop function app.start_job(uuid, uuid);
drop table jobs;
drop function app.dispatch_job();
drop function app.keep_job();
drop function app.stamp_job();
