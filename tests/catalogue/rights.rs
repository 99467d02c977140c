//! Policies, grants, roles and functions.

use super::rules;

rules! {
    row_level_security_is_enabled_and_forced_on_every_tenant_table {
        "select t.name from tenant_table t join pg_class c on c.oid = t.oid
         where not c.relrowsecurity or not c.relforcerowsecurity",
        broken by
        "alter table contacts disable row level security",
        "alter table organizations no force row level security",
        "create table stray (organization_id uuid not null, id uuid not null)",
    }

    every_policy_is_one_of_those_that_are_listed_word_for_word {
        "with own as (
           select name, format('(%s = ( SELECT app.current_organization() AS current_organization))',
             case name when 'organizations' then 'id' else 'organization_id' end) as rows
           from tenant_table
         ), listed (name, policy, permissive, role, command, using_rows, check_rows) as (
           select name, 'base', 'PERMISSIVE', 'plugs_app', 'ALL', 'true', 'true' from own
           union all select name, 'tenant', 'RESTRICTIVE', 'plugs_app', 'ALL', rows, rows from own
           union all select 'audit_logs', 'trail', 'PERMISSIVE', 'plugs_owner', 'INSERT', null, rows from own where name = 'audit_logs'
           union all select name, 'lookup', 'PERMISSIVE', 'plugs_lookup', 'SELECT', '(CURRENT_USER = ''plugs_lookup''::name)', null
             from own where name in ('changes', 'contact_interactions', 'event_agenda_items', 'events', 'notification_opt_outs', 'notifications', 'organization_keys', 'organizations', 'users')
         ), present as (
           select tablename::text, policyname::text, permissive, array_to_string(roles, ','), cmd, qual, with_check from pg_policies
         )
         (select 'not listed: ' || present::text from (table present except table listed) as present)
         union all
         (select 'missing: ' || listed::text from (table listed except table present) as listed)",
        broken by
        "create policy more on contacts using (true)",
        "alter policy tenant on contacts using (true)",
        "alter policy tenant on contacts with check (true)",
        "alter policy tenant on contacts to plugs_owner",
        "drop policy tenant on contacts",
        "drop policy base on contacts",
        "alter policy lookup on users using (true)",
        "drop policy trail on audit_logs",
        "drop policy tenant on contacts; create policy tenant on contacts to plugs_app
           using (organization_id = (select app.current_organization())) with check (organization_id = (select app.current_organization()))",
    }

    the_roles_can_do_no_more_than_they_must {
        "select rolname::text from pg_roles where rolname like 'plugs\\_%' and (
           rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication
           or rolcanlogin <> (rolname = 'plugs_app'))
         union all
         select member::regrole || ' is a member of ' || roleid::regrole from pg_auth_members
         where member in ('plugs_app'::regrole, 'plugs_lookup'::regrole)
            or (roleid in ('plugs_app'::regrole, 'plugs_lookup'::regrole) and member <> 'plugs_owner'::regrole)
         union all
         select wanted from unnest(array['plugs_owner', 'plugs_app', 'plugs_lookup']) as wanted
         where not exists (select from pg_roles where rolname = wanted)",
        broken by
        "alter role plugs_app bypassrls",
        "alter role plugs_app superuser",
        "alter role plugs_owner login",
        "grant plugs_owner to plugs_app",
        "grant plugs_lookup to plugs_app",
    }

    the_application_owns_nothing {
        "select classid::regclass || ' ' || objid from pg_shdepend
         where refobjid = 'plugs_app'::regrole and deptype = 'o'",
        broken by
        "alter table media owner to plugs_app",
        "create schema stray authorization plugs_app",
    }

    everything_belongs_to_the_owner_except_the_functions_that_look_up {
        r#"select c.oid::regclass::text from pg_class c
         where c.relnamespace in ('public'::regnamespace, 'app'::regnamespace) and c.relowner <> 'plugs_owner'::regrole
         union all
         select name from own_function where owner not in ('plugs_owner', 'plugs_lookup')
         union all
         select name from own_function where owner = 'plugs_lookup'
           and name not in ('app.sign_in_candidates(text)', 'app."session_user"(uuid,uuid)', 'app.organizations_at_work()',
             'app.organizations_with_changes()', 'app.organizations_with_reminders()', 'app.organizations_with_news()',
             'app.organizations_with_due_events()', 'app.find_public_event(text)', 'app.master_keys()')
         union all
         select nspname::text from pg_namespace where nspname = 'app' and nspowner <> 'plugs_owner'::regrole"#,
        broken by
        "create table stray ()",
        "create function app.stray() returns int language sql return 1",
        "alter function app.fold(text) owner to plugs_lookup",
    }

    what_the_application_may_do_with_each_table_is_as_documented {
        "with documented (name, rights) as (values
           ('agenda_stars', 'delete insert select'),
           ('analytics_events', 'delete insert select'),
           ('approval_steps', 'delete insert select update'),
           ('approval_substitutes', 'delete insert select'),
           ('audit_logs', 'select'),
           ('bank_accounts', 'delete insert select update'),
           ('bulk_change_portions', 'delete insert select'),
           ('bulk_change_rows', 'delete insert select'),
           ('bulk_changes', 'delete insert select update'),
           ('change_numbers', 'insert select update'),
           ('calendar_feeds', 'delete insert select'),
           ('changes', 'delete insert select'),
           ('contact_company_totals', 'delete insert select'),
           ('contact_interactions', 'insert select update'),
           ('contact_performance_summary', 'select'),
           ('contact_stage_totals', 'delete insert select'),
           ('contact_tags', 'delete insert select'),
           ('contact_words', 'delete insert select'),
           ('contacts', 'insert select update'),
           ('event_agenda_items', 'insert select update'),
           ('event_agenda_speakers', 'delete insert select update'),
           ('event_analytics', 'select'),
           ('event_attendee_words', 'delete insert select'),
           ('event_attendees', 'insert select update'),
           ('event_limits', 'insert select update'),
           ('event_notices', 'insert select'),
           ('event_rooms', 'delete insert select update'),
           ('event_series', 'insert select update'),
           ('event_staff', 'delete insert select'),
           ('event_tracks', 'delete insert select update'),
           ('events', 'insert select update'),
           ('exchange_rates', 'delete insert select update'),
           ('expense_approvals', 'insert select update'),
           ('expense_decisions', 'insert select'),
           ('expense_differences', 'delete insert select'),
           ('expense_parts', 'delete insert select'),
           ('expense_sums', 'select'),
           ('expense_totals', 'delete insert select'),
           ('expense_worths', 'select'),
           ('expense_policies', 'insert select update'),
           ('expense_shares', 'delete insert select update'),
           ('expenses', 'insert select update'),
           ('integration_logs', 'insert select update'),
           ('integrations', 'insert select update'),
           ('jobs', 'delete insert select update'),
           ('ledger_accounts', 'delete insert select update'),
           ('mail_opt_outs', 'delete insert select'),
           ('mails', 'delete insert select update'),
           ('media', 'insert select update'),
           ('media_collection_items', 'delete insert select update'),
           ('media_collections', 'insert select update'),
           ('notification_opt_outs', 'delete insert select'),
           ('notifications', 'delete insert select update'),
           ('organization_keys', 'insert select'),
           ('organizations', 'insert select update'),
           ('payment_batch_items', 'insert select update'),
           ('payment_batches', 'insert select update'),
           ('saved_views', 'insert select update'),
           ('sessions', 'delete insert select update'),
           ('sign_in_attempts', 'delete insert select update'),
           ('sign_ups', 'delete insert select update'),
           ('storage_totals', 'insert select update'),
           ('unit_rates', 'insert select update'),
           ('uploads', 'delete insert select'),
           ('known_browsers', 'delete insert select update'),
           ('team_members', 'delete insert select'),
           ('teams', 'insert select update'),
           -- What of users may be read is said column by column.
           ('users', 'insert update'),
           ('viewings', 'delete insert select update'),
           -- Whether the database is as new as the program.
           ('_sqlx_migrations', 'select')
         ), present as (
           select c.relname::text, string_agg(lower(a.privilege_type), ' ' order by a.privilege_type)
           from pg_class c cross join lateral aclexplode(c.relacl) a
           where c.relnamespace in ('public'::regnamespace, 'app'::regnamespace) and a.grantee = 'plugs_app'::regrole
           group by 1
         )
         (select 'not documented: ' || present::text from (table present except table documented) as present)
         union all
         (select 'missing: ' || documented::text from (table documented except table present) as documented)",
        broken by
        "grant delete on contacts to plugs_app",
        "grant truncate on contacts to plugs_app",
        "grant references, trigger on contacts to plugs_app",
        "grant update on audit_logs to plugs_app",
        "grant insert on audit_logs to plugs_app",
        "revoke select on contacts from plugs_app",
        "create table stray (); grant select on stray to plugs_app",
    }

    the_application_reads_every_column_of_users_but_the_password {
        "select c.oid::regclass || '.' || a.attname || ' ' || x.privilege_type
         from pg_class c join pg_attribute a on a.attrelid = c.oid cross join lateral aclexplode(a.attacl) x
         where not (c.oid = 'users'::regclass and x.grantee = 'plugs_app'::regrole and x.privilege_type = 'SELECT'
             and a.attname <> 'password_hash' and not x.is_grantable)
           and not (c.oid = 'organization_keys'::regclass and x.grantee = 'plugs_lookup'::regrole
             and x.privilege_type = 'SELECT' and a.attname = 'master' and not x.is_grantable)
           and c.relnamespace in ('public'::regnamespace, 'app'::regnamespace)
         union all
         select 'users.' || attname from pg_attribute
         where attrelid = 'users'::regclass and attnum > 0 and not attisdropped
           and has_column_privilege('plugs_app', attrelid, attnum, 'select') = (attname = 'password_hash')",
        broken by
        "grant select (password_hash) on users to plugs_app",
        "grant select on users to plugs_app",
        "revoke select (email) on users from plugs_app",
        "grant update (name) on teams to plugs_lookup",
    }

    nobody_else_has_a_right_to_any_table_and_nobody_may_pass_one_on {
        "select c.oid::regclass || ' ' || a.grantee::regrole || ' ' || a.privilege_type
         from pg_class c cross join lateral aclexplode(c.relacl) a
         where c.relnamespace in ('public'::regnamespace, 'app'::regnamespace)
           and (a.is_grantable and a.grantee <> c.relowner
             or a.grantee not in ('plugs_app'::regrole, 'plugs_owner'::regrole)
               and not (a.grantee = 'plugs_lookup'::regrole and a.privilege_type = 'SELECT'
                 and c.oid in ('changes'::regclass, 'contact_interactions'::regclass, 'event_agenda_items'::regclass, 'events'::regclass,
                   'notification_opt_outs'::regclass, 'notifications'::regclass,
                   'organizations'::regclass, 'users'::regclass)))
         union all
         select 'by default ' || a.grantee || ' ' || a.privilege_type
         from pg_default_acl d cross join lateral aclexplode(d.defaclacl) a
         where a.grantee <> d.defaclrole",
        broken by
        "grant select on contacts to public",
        "grant select on contacts to plugs_lookup",
        "grant update on users to plugs_lookup",
        "grant select on contacts to plugs_app with grant option",
        "alter default privileges for role plugs_owner grant select on tables to plugs_app",
    }

    nobody_but_the_owner_makes_anything_in_the_schemas {
        "select n.nspname || ' ' || a.grantee || ' ' || a.privilege_type
         from pg_namespace n cross join lateral aclexplode(n.nspacl) a
         where n.nspname in ('public', 'app') and a.grantee <> n.nspowner
           and not (a.privilege_type = 'USAGE' and a.grantee in ('plugs_app'::regrole, 'plugs_lookup'::regrole))
         union all
         select 'more schemas: ' || nspname from pg_namespace
         where nspname not in ('public', 'app', 'graphile_worker', 'information_schema') and nspname not like 'pg\\_%'
         union all
         select 'the database: ' || privilege from unnest(array['create']) as privilege
         where has_database_privilege('plugs_app', current_database(), privilege)",
        broken by
        "grant create on schema public to plugs_app",
        "grant usage on schema app to public",
        "create schema more",
        "do $$ begin execute format('grant create on database %I to plugs_app', current_database()); end $$",
    }

    the_functions_with_other_rights_than_the_callers_are_the_listed_ones {
        r#"with listed (name, owner) as (values
           -- before an organisation is known
           ('app.sign_in_candidates(text)', 'plugs_lookup'),
           ('app."session_user"(uuid,uuid)', 'plugs_lookup'),
           ('app.organizations_at_work()', 'plugs_lookup'),
           ('app.organizations_with_changes()', 'plugs_lookup'),
           ('app.organizations_with_news()', 'plugs_lookup'),
           ('app.organizations_with_reminders()', 'plugs_lookup'),
           ('app.organizations_with_due_events()', 'plugs_lookup'),
           ('app.find_public_event(text)', 'plugs_lookup'),
           ('app.master_keys()', 'plugs_lookup'),
           -- what a worker is handed, which the application may not write
           ('app.dispatch_job()', 'plugs_owner'),
           ('app.free_stuck_jobs()', 'plugs_owner'),
           -- the trail, which the application may not write
           ('app.audit()', 'plugs_owner'),
           ('app.record_audit(text,text,uuid,jsonb)', 'plugs_owner')
         ), present as (select name, owner from own_function where prosecdef)
         (select 'not listed: ' || present::text from (table present except table listed) as present)
         union all
         (select 'missing: ' || listed::text from (table listed except table present) as listed)"#,
        broken by
        "alter function app.fold(text) security definer",
        "create function app.stray() returns bigint language sql security definer as 'select count(*) from public.users'",
        "alter function app.audit() owner to plugs_lookup",
        "alter function app.audit() security invoker",
    }

    a_function_finds_its_names_where_it_was_told_to {
        "select name from own_function
         where (prosecdef or prolang = (select oid from pg_language where lanname = 'plpgsql'))
           and not coalesce(proconfig @> array['search_path=pg_catalog, pg_temp'], false)
         union all
         select name from own_function f join pg_proc p on p.oid = f.oid
         where not f.prosecdef and p.prosqlbody is null and p.prolang = (select oid from pg_language where lanname = 'sql')",
        broken by
        "alter function app.sign_in_candidates(text) reset search_path",
        "alter function app.audit() set search_path = public",
        "alter function app.touch() reset all",
        "create function app.stray() returns bigint language sql as 'select count(*) from contacts'",
    }

    what_every_write_calls_keeps_its_plan {
        "select f.name from own_function f
         join pg_depend d on d.refclassid = 'pg_proc'::regclass and d.refobjid = f.oid
         where d.classid in ('pg_constraint'::regclass, 'pg_attrdef'::regclass)
           and f.prolang = (select oid from pg_language where lanname = 'sql')
           -- These fit into the statement that calls them.
           and f.name not in ('app.fold(text)', 'app.lower_case(text)')",
        broken by
        "create function app.stray(word text) returns boolean language sql immutable strict return case word when '' then false else true end;
         alter table teams add constraint stray check (app.stray(name))",
    }

    no_function_of_ours_is_everybodys {
        "select name from own_function where has_function_privilege('public', oid, 'execute')",
        broken by
        "grant execute on function app.session_user(uuid, uuid) to public",
        "create function app.stray() returns int language sql return 1",
    }

    the_application_calls_the_listed_functions_and_no_others {
        r#"with listed (name) as (values
           ('app.current_organization()'), ('app.actor_kind()'), ('app.acting_user()'), ('app.uuid_v7()'),
           ('app.lower_case(text)'), ('app.fold(text)'), ('app.tags_are_valid(text[])'), ('app.currency_exponent(text)'),
           ('app.derived_now(text[])'), ('app.is_currency(text)'), ('app.require_actor()'),
           ('app.sign_in_candidates(text)'), ('app."session_user"(uuid,uuid)'), ('app.record_audit(text,text,uuid,jsonb)'),
           ('app.words(text)'), ('app.contact_words(text,text,text,text)'), ('app.attendee_words(text,text,text,text)'), ('app.search_terms(text)'), ('app.misspellings(text)'),
           ('app.similar_words(text)'), ('app.word_rank(double precision,text,text,integer)'), ('app.find_contacts(text,integer)'),
           ('app.start_job(uuid,uuid)'), ('app.organizations_at_work()'), ('app.free_stuck_jobs()'),
           ('app.organizations_with_changes()'), ('app.tell_changes()'), ('app.organizations_with_reminders()'), ('app.organizations_with_news()'),
           ('app.hears_of(uuid,uuid,text)'),
           ('app.organizations_with_due_events()'), ('app.find_public_event(text)'),
           ('app.follow_up_cause(uuid,timestamp with time zone)'), ('app.half_even(numeric,integer)'), ('app.needs_another(uuid,uuid,numeric,uuid,uuid)'), ('app.bound_on(uuid,uuid)'),
           ('app.note_expense_totals(expenses[],expenses[])'), ('app.note_expense_parts(uuid[])'),
           ('app.add_up_expense_totals(expense_totals[])'), ('app.add_up_expense_differences()'), ('app.sealing_key()'), ('app.master_keys()')
         ), present as (select name from own_function where has_function_privilege('plugs_app', oid, 'execute'))
         (select 'not listed: ' || name from (table present except table listed) as present)
         union all
         (select 'missing: ' || name from (table listed except table present) as listed)"#,
        broken by
        "grant execute on procedure app.protect(regclass, name) to plugs_app",
        "revoke execute on function app.fold(text) from plugs_app",
    }
}
