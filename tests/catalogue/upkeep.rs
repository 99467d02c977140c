//! Trash, versions and the audit trail.

use super::rules;

rules! {
    each_table_says_who_may_delete_from_it {
        "select c.oid::regclass::text from pg_class c
         where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> '_sqlx_migrations'
           and case when has_table_privilege('plugs_app', c.oid, 'delete')
             then coalesce(obj_description(c.oid, 'pg_class'), '') !~ '[^y] may DELETE'
             else coalesce(obj_description(c.oid, 'pg_class'), '') !~ 'nobody may (UPDATE or )?DELETE' end",
        broken by
        "grant delete on contacts to plugs_app",
        "revoke delete on team_members from plugs_app",
        "comment on table contacts is 'People'",
    }

    soft_deletion_is_where_it_was_specified_and_is_whole {
        "with specified (name) as (values
           ('organizations'), ('users'), ('teams'), ('contacts'), ('contact_interactions'), ('events'), ('event_attendees'),
           ('event_agenda_items'), ('expenses'), ('media'), ('media_collections'), ('notifications'), ('integrations'),
           ('saved_views')),
         columns as (
           select t.name, t.oid, array_agg(a.attname::text) as names
           from tenant_table t join pg_attribute a on a.attrelid = t.oid and not a.attisdropped group by 1, 2)
         select name from columns
         where (name in (table specified)) <> (names && '{is_deleted,deleted_at,deletion_id}')
            or (names && '{is_deleted,deleted_at,deletion_id}' and (
              not names @> '{is_deleted,deleted_at,deletion_id}'
              or not exists (select from pg_constraint c where c.conrelid = columns.oid and c.conname = name || '_deleted_check'
                and pg_get_constraintdef(c.oid) =
                  'CHECK (((is_deleted = (deleted_at IS NOT NULL)) AND (is_deleted OR (deletion_id IS NULL))))')))",
        broken by
        "alter table contacts drop constraint contacts_deleted_check",
        "alter table media drop column deletion_id cascade",
        "alter table integration_logs add column is_deleted boolean not null default false",
    }

    what_can_be_edited_has_a_version_that_the_database_counts {
        "select t.name from tenant_table t
         where has_any_column_privilege('plugs_app', t.oid, 'update')
           -- Marked as read; completed by a run; put in order; tried by a worker; sent; counted; seen again; gone on with by
           -- jobs; filled once: nobody edits these.
           and t.name not in ('expense_approvals', 'bulk_changes', 'notifications', 'integration_logs', 'media_collection_items', 'jobs', 'mails', 'storage_totals',
             'change_numbers', 'viewings')
           and not (
             exists (select from pg_attribute a join pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
               where a.attrelid = t.oid and a.attname = 'version' and a.atttypid = 'integer'::regtype and a.attnotnull
                 and pg_get_expr(d.adbin, d.adrelid) = '1')
             and exists (select from pg_trigger where tgrelid = t.oid and tgname = 'touch'
               and tgfoid = 'app.touch'::regproc and tgtype = 19 and tgqual is null)
             and exists (select from pg_trigger where tgrelid = t.oid and tgname = 'first_version'
               and tgfoid = 'app.first_version'::regproc and tgtype = 7))",
        broken by
        "alter table contacts drop column version cascade",
        "drop trigger touch on contacts",
        "drop trigger first_version on teams",
        "grant update on team_members to plugs_app",
    }

    every_table_is_audited_except_those_that_are_listed {
        // 29: after each row that is inserted, updated or deleted.
        "select t.name from tenant_table t
         where exists (select from pg_trigger where tgrelid = t.oid and tgname = 'audit' and tgfoid = 'app.audit'::regproc
             and tgtype = 29 and tgqual is null and tgenabled = 'O' and tgattr = '')
           = (t.name in ('audit_logs', 'analytics_events', 'bulk_change_portions', 'bulk_change_rows', 'bulk_changes', 'change_numbers', 'changes',
             'contact_company_totals',
             'contact_stage_totals', 'contact_tags', 'contact_words', 'event_attendee_words', 'expense_approvals', 'expense_decisions', 'expense_differences', 'expense_parts', 'expense_totals', 'integration_logs', 'jobs', 'mails', 'notifications',
             'organization_keys', 'storage_totals', 'uploads', 'viewings'))",
        broken by
        "drop trigger audit on contacts",
        "alter table contacts disable trigger audit",
        "drop trigger audit on contacts; create trigger audit after update on contacts for each row execute function app.audit()",
        "drop trigger audit on contacts; create trigger audit after insert or update or delete on contacts
           for each row when (false) execute function app.audit()",
        "create trigger audit after insert or update or delete on notifications for each row execute function app.audit()",
    }

    what_is_not_audited_still_needs_an_actor {
        // 30: before each statement that inserts, updates or deletes.
        "select t.name from tenant_table t
         where not exists (select from pg_trigger where tgrelid = t.oid and tgname = 'audit')
           and not exists (select from pg_trigger where tgrelid = t.oid and tgname = 'actor'
             and tgfoid = 'app.needs_actor'::regproc and tgtype = 30 and tgenabled = 'O')
           -- Written by functions that ask; or by triggers on contacts, attendees or claims and with them, whose own audit asks.
           and t.name not in ('audit_logs', 'contact_tags', 'contact_words', 'contact_stage_totals', 'contact_company_totals',
             'event_attendee_words', 'expense_differences', 'expense_parts', 'expense_totals')",
        broken by
        "drop trigger actor on notifications",
        "alter table integration_logs disable trigger actor",
        "drop trigger audit on contacts",
    }

    nothing_live_comes_under_a_parent_in_the_trash {
        "select c.conrelid::regclass || '.' || a.attname
         from pg_constraint c
         join tenant_table t on t.oid = c.conrelid
         join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[2]
         where c.contype = 'f' and cardinality(c.conkey) = 2
           and exists (select from pg_attribute where attrelid = c.confrelid and attname = 'is_deleted')
           and not exists (
             select from pg_trigger g where g.tgrelid = c.conrelid and g.tgfoid = 'app.live_parent'::regproc and g.tgenabled = 'O'
               and starts_with(encode(g.tgargs, 'escape'), c.confrelid::regclass || '\\000' || a.attname || '\\000'))
           -- Who did something, or whose it is, stays so when the person leaves; whom to choose is for the application.
           and a.attname not in ('created_by', 'updated_by', 'uploaded_by', 'approved_by', 'owner_id')
           and c.conrelid::regclass || '.' || a.attname not in (
             -- The same: who acted, or was told.
             'analytics_events.user_id', 'audit_logs.user_id', 'bulk_changes.user_id', 'contact_interactions.user_id',
             'event_attendees.user_id', 'mail_opt_outs.user_id', 'mails.contact_id', 'mails.user_id', 'notification_opt_outs.user_id', 'notifications.user_id',
             -- Set where the file was found live; live_parent cannot ask for it, since an organisation has no organization_id.
             'organizations.logo_id',
             -- A run that ends after its integration was removed is logged still.
             'integration_logs.integration_id',
             -- What was done to a contact stands whatever becomes of it; its words and tags go with it, by trigger.
             'bulk_change_rows.contact_id', 'contact_tags.contact_id', 'contact_words.contact_id',
             -- The words of an attendee go with it, by trigger; and what was done stands whatever becomes of the list.
             'event_attendee_words.event_id', 'event_attendee_words.attendee_id', 'contact_interactions.attendee_id',
             -- What was decided about money stands whatever becomes of anybody.
             'expense_decisions.expense_id', 'expense_decisions.user_id', 'expense_parts.expense_id', 'expense_decisions.stands_for', 'expense_approvals.expense_id',
             'expense_approvals.approver_id', 'expense_approvals.decided_by', 'expense_approvals.stands_for', 'expenses.asked_id', 'expenses.paid_by', 'expenses.reverses_id', 'expenses.reversed_by',
             'payment_batches.exported_by', 'payment_batch_items.expense_id', 'payment_batch_items.payee_id',
             -- Whoever looked stops when they hear of it, or within a minute.
             'viewings.contact_id', 'viewings.user_id')",
        broken by
        "drop trigger live_parent on contact_interactions",
        "drop trigger live_team on team_members",
        "alter table media disable trigger live_contact",
        "alter table expenses add column for_contact uuid,
           add foreign key (organization_id, for_contact) references contacts (organization_id, id)",
    }

    the_trail_leaves_out_bookkeeping_and_what_is_derived_and_nothing_else {
        "with derived (name, columns) as (values
           ('contacts', array['job:lead_score', 'last_interaction', 'phone_index']), ('events', array['attendee_counts', 'cover_id', 'current_attendees', 'series_own']),
           ('event_attendees', array['change_id', 'name_key', 'prior_status', 'prior_waitlisted_at']),
           ('users', array['last_login']), ('integrations', array['last_sync'])),
         trigger as (
           select t.name, t.oid, g.tgname,
             string_to_array(trim(trailing '|' from replace(encode(g.tgargs, 'escape'), '\\000', '|')), '|') as arguments
           from tenant_table t join pg_trigger g on g.tgrelid = t.oid and g.tgname in ('audit', 'touch')),
         wanted as (
           select trigger.*, coalesce((select columns from derived where derived.name = trigger.name), '{}')
             || array(select attname::text from pg_attribute where attrelid = trigger.oid and attgenerated <> '')
             || case tgname when 'audit' then array['id', 'organization_id', 'version', 'updated_at', 'updated_by'] else '{}' end
             as columns
           from trigger)
         select name || ' ' || tgname from wanted
         where not (arguments @> columns and arguments <@ columns)",
        broken by
        "call app.track('contacts', '{last_interaction}')",
        // As if what a person judges were nobody's doing.
        "call app.track('contacts', '{lead_score,last_interaction}')",
        "call app.track('contacts', '{job:lead_score,last_interaction,notes}')",
        "alter table contacts add column more text generated always as (first_name) stored",
    }

    reading_is_never_hindered_by_the_trash {
        // A policy that hides deleted rows makes the deletion itself fail.
        "select tablename || '.' || policyname from pg_policies where concat(qual, with_check) like '%is_deleted%'",
        broken by "create policy live on contacts for select using (not is_deleted)",
    }
}
