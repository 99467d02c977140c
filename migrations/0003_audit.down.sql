-- Takes the triggers of organizations, users, teams and team_members with it.
drop procedure app.track(regclass, text[], boolean);
drop function app.first_version() cascade;
drop function app.touch() cascade;
drop function app.audit() cascade;
drop function app.record_audit(text, text, uuid, jsonb);
drop function app.derived_now(text[]);
drop function app.needs_actor();
drop function app.hide_secrets(jsonb);
drop function app.audit_metadata();
drop function app.require_actor();
drop table audit_logs;
