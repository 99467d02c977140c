//! Tables, keys, references, indexes and views.

use super::columns::{LATER, OF_CLAIMS, TABLES};
use super::values::{NAMED, VALUES};
use super::{TENANT_TABLES, rules};
use crate::support::{administrator, texts};
use sqlx::Executor;
use std::collections::BTreeSet;
use the_plugs::testing::TestDb;

#[tokio::test]
async fn every_table_has_every_column_it_was_specified_with_and_the_listed_ones_besides() {
    let db = TestDb::new().await;
    let mut connection = administrator(&db).await;
    connection.execute(TENANT_TABLES).await.expect("the views");
    let stored: BTreeSet<String> = texts(
        &mut connection,
        r"select t.name || ': ' || a.attname || ' '
            || replace(replace(format_type(a.atttypid, a.atttypmod), 'character varying', 'varchar'), 'timestamp with time zone', 'timestamptz')
            || case when a.attnotnull then ' not null' else '' end
            || case when a.attgenerated <> '' then ' generated'
                    when d.adbin is null then ''
                    else ' = ' || regexp_replace(pg_get_expr(d.adbin, d.adrelid), '::[a-z ]+(\[\])?$', '') end
          from tenant_table t
          join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
          left join pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum",
    )
    .await
    .into_iter()
    .collect();
    let promised: BTreeSet<String> = TABLES
        .iter()
        .chain(LATER)
        .chain(OF_CLAIMS)
        .flat_map(|table| {
            let columns = table.specified.iter().chain(table.added);
            columns.map(move |column| format!("{}: {column}", table.name))
        })
        .collect();
    assert_eq!(
        promised.difference(&stored).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "promised and missing"
    );
    assert_eq!(
        stored.difference(&promised).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "there and not promised"
    );
}

#[tokio::test]
async fn a_column_that_holds_one_of_a_list_is_checked_for_exactly_that_list() {
    let db = TestDb::new().await;
    let mut connection = administrator(&db).await;
    let stored: BTreeSet<String> = texts(
        &mut connection,
        r"select c.conrelid::regclass || '.' || a.attname || ': '
            || array_to_string(array(select m[1] from regexp_matches(pg_get_constraintdef(c.oid), '''([a-z_]+)''', 'g') as m order by 1), ' ')
          from pg_constraint c
          join pg_attribute a on a.attrelid = c.conrelid and c.conkey = array[a.attnum]
          where c.contype = 'c' and c.connamespace = 'public'::regnamespace
            and pg_get_constraintdef(c.oid) like 'CHECK (((' || quote_ident(a.attname) || ')::text = ANY (%'",
    )
    .await
    .into_iter()
    .collect();
    let promised: BTreeSet<String> = VALUES
        .iter()
        .map(|(table, column, values)| {
            let values: BTreeSet<&str> = values.split(' ').collect();
            let values: Vec<&str> = values.into_iter().collect();
            format!("{table}.{column}: {}", values.join(" "))
        })
        .collect();
    assert_eq!(stored, promised);
}

#[tokio::test]
async fn every_constraint_that_was_specified_by_name_is_there_under_that_name() {
    let db = TestDb::new().await;
    let mut connection = administrator(&db).await;
    let stored: BTreeSet<String> = texts(
        &mut connection,
        "select conname::text from pg_constraint where connamespace = 'public'::regnamespace
         union select relname::text from pg_class where relkind = 'i' and relnamespace = 'public'::regnamespace",
    )
    .await
    .into_iter()
    .collect();
    let missing: Vec<_> = NAMED.iter().filter(|name| !stored.contains(**name)).collect();
    assert!(missing.is_empty(), "missing: {missing:?}");
}

rules! {
    every_table_is_an_organisations_or_one_of_the_listed_exceptions {
        "select name from tenant_table t
         where name <> 'organizations' and not exists (
           select from pg_attribute where attrelid = t.oid and attname = 'organization_id' and attnotnull and atttypid = 'uuid'::regtype)
         union all
         select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relkind in ('r', 'p', 'm', 'f', 'S') and n.nspname not in ('public', 'graphile_worker', 'information_schema')
           and n.nspname not like 'pg\\_%'
         union all
         select c.oid::regclass::text from pg_class c
         where c.relkind in ('m', 'f', 'S') and c.relnamespace = 'public'::regnamespace",
        broken by
        "create table stray (id uuid primary key)",
        "create table loose (organization_id uuid, id uuid)",
        "create table app.hidden (organization_id uuid not null, id uuid not null)",
        "create sequence counter",
    }

    every_primary_key_is_the_organisation_and_the_id {
        "select name from tenant_table t
         where (select pg_get_constraintdef(oid) from pg_constraint where conrelid = t.oid and contype = 'p')
           is distinct from case name when 'organizations' then 'PRIMARY KEY (id)'
             -- No row that anybody names: a word and a tag of a contact, a word of an attendee.
             when 'contact_tags' then 'PRIMARY KEY (organization_id, contact_id, tag_key)'
             when 'contact_words' then 'PRIMARY KEY (organization_id, contact_id, word) INCLUDE (place)'
             when 'event_attendee_words' then 'PRIMARY KEY (organization_id, attendee_id, word)'
             else 'PRIMARY KEY (organization_id, id)' end",
        broken by
        "create table stray (organization_id uuid not null, id uuid primary key)",
        "create table keyless (organization_id uuid not null, id uuid not null)",
    }

    every_id_is_a_version_seven_uuid {
        "select t.name from tenant_table t
         join pg_attribute a on a.attrelid = t.oid and a.attname = 'id'
         left join pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
         where a.atttypid <> 'uuid'::regtype or not a.attnotnull
           or pg_get_expr(d.adbin, d.adrelid) is distinct from 'app.uuid_v7()'",
        broken by
        "alter table media alter id set default gen_random_uuid()",
        "alter table media alter id drop default",
    }

    every_reference_between_tenant_tables_carries_the_organisation {
        "select c.conrelid::regclass || '.' || c.conname
         from pg_constraint c join tenant_table t on t.oid = c.conrelid
         where c.contype = 'f' and case
           when c.confrelid = 'organizations'::regclass
             then pg_get_constraintdef(c.oid) not like 'FOREIGN KEY (organization_id) REFERENCES organizations(id)%'
           else c.confrelid not in (select oid from tenant_table)
             or pg_get_constraintdef(c.oid) !~ (case c.conrelid when 'organizations'::regclass then '^FOREIGN KEY \\(id' else
                '^FOREIGN KEY \\(organization_id' end || '(, event_id)?, [a-z_]+\\) REFERENCES [a-z_]+\\(organization_id(, event_id)?, id\\)')
           end
         union all
         select name || ' does not refer to its organisation' from tenant_table t
         -- Words and tags belong to their contact or attendee, and by it to its organisation.
         where name not in ('organizations', 'contact_tags', 'contact_words', 'event_attendee_words') and not exists (
           select from pg_constraint where conrelid = t.oid and contype = 'f' and confrelid = 'organizations'::regclass)",
        broken by
        "create unique index on events (id); alter table expenses add foreign key (event_id) references events (id)",
        "alter table expenses drop constraint expenses_organization_id_fkey",
        "alter table expenses add column session bytea references sessions",
    }

    every_column_that_holds_another_rows_id_is_a_reference {
        "select t.name || '.' || a.attname
         from tenant_table t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
         where a.atttypid in ('uuid'::regtype, 'uuid[]'::regtype)
           and a.attname not in ('id', 'deletion_id')
           -- Whatever was changed, which the trail outlives; a random number; some of very many, for a day; a name that several rows share;
           -- what was noted of shares, and is noted anew where their event goes.
           and t.name || '.' || a.attname not in ('event_attendees.change_id', 'audit_logs.record_id', 'audit_logs.event_id',
             'changes.record_id', 'changes.claimant_ids', 'changes.payee_ids', 'mails.secret', 'expenses.payment_key',
             'expense_parts.event', 'bulk_changes.refused_ids', 'bulk_changes.full_ids', 'bulk_change_portions.contact_ids')
           and not exists (select from pg_constraint c where c.conrelid = t.oid and c.contype = 'f' and a.attnum = any (c.conkey))",
        broken by
        "alter table contacts add column partner_id uuid",
        "alter table contacts add column partners uuid[]",
        "alter table media drop constraint media_related_contact_fkey",
    }

    a_reference_that_is_emptied_keeps_its_organisation {
        "select c.conrelid::regclass || '.' || c.conname from pg_constraint c
         where c.contype = 'f' and (c.confupdtype <> 'a' or c.confdeltype = 'd'
           or (c.confdeltype = 'n' and coalesce(cardinality(c.confdelsetcols), 0) <> 1))",
        broken by
        "alter table expenses drop constraint expenses_event_id_fkey;
         alter table expenses add foreign key (organization_id, event_id) references events on delete set null",
        "alter table expenses drop constraint expenses_event_id_fkey;
         alter table expenses add foreign key (organization_id, event_id) references events on update cascade",
    }

    every_reference_has_an_index_that_begins_with_its_columns {
        "select c.conrelid::regclass || '.' || c.conname from pg_constraint c
         where c.contype = 'f' and c.connamespace = 'public'::regnamespace and not exists (
           select from pg_index i
           cross join lateral (select (string_to_array(i.indkey::text, ' ')::smallint[])[1:cardinality(c.conkey)] as columns) l
           where i.indrelid = c.conrelid and i.indisvalid and i.indpred is null
             and l.columns @> c.conkey and l.columns <@ c.conkey)",
        broken by
        "drop index idx_contacts_owner",
        "drop index idx_contacts_owner; create index on contacts (organization_id, owner_id) where not is_deleted",
        "drop index idx_sessions_user",
    }

    every_index_begins_with_the_organisation {
        "select i.indexrelid::regclass::text from pg_index i join tenant_table t on t.oid = i.indrelid
         left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
         where a.attname is distinct from 'organization_id'
           -- An organisation is its own; whoever signs in, or looks at an event, shows an address and no organisation.
           and t.name <> 'organizations' and i.indexrelid not in ('idx_users_email'::regclass, 'events_public_address_key'::regclass)",
        broken by
        "create index stray on contacts (email_lower)",
        "create unique index stray on media (id)",
        "create index stray on contacts (lower(email), organization_id)",
    }

    whatever_is_unique_is_unique_among_what_is_not_in_the_trash {
        "select i.indexrelid::regclass::text from pg_index i join tenant_table t on t.oid = i.indrelid
         where i.indisunique and not i.indisprimary
           and exists (select from pg_attribute where attrelid = t.oid and attname = 'is_deleted')
           and coalesce(pg_get_expr(i.indpred, i.indrelid), '') not like '%NOT is_deleted%'
           -- An organisation has one system user, in the trash or not; what was dismissed is not told again, nor that somebody
           -- attended written again; and an event that is brought back is found where it was.
           and i.indexrelid not in ('users_one_system_per_org'::regclass, 'notifications_once'::regclass,
             'contact_interactions_attended_once'::regclass, 'events_public_address_key'::regclass)",
        broken by
        "create unique index stray on contacts (organization_id, email_lower)",
        "alter table integrations add unique (organization_id, provider)",
    }

    nothing_but_plain_tables_and_views_with_the_readers_rights_shows_rows {
        "select c.oid::regclass::text from pg_class c
         where c.relnamespace in ('public'::regnamespace, 'app'::regnamespace) and (
           c.relkind not in ('r', 'v', 'i', 'c')
           or c.relispartition
           or exists (select from pg_inherits where inhrelid = c.oid or inhparent = c.oid)
           or (c.relkind = 'v' and not coalesce(c.reloptions @> '{security_invoker=true}', false))
           or (c.relkind = 'v' and exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e'))
           or exists (select from pg_rewrite r where r.ev_class = c.oid and r.rulename <> '_RETURN'))",
        broken by
        "create view open as select * from contacts",
        "alter view event_analytics set (security_invoker = false)",
        "create materialized view kept as select * from contacts",
        "create table child () inherits (contacts)",
        "create table parted (organization_id uuid not null, id uuid not null) partition by hash (organization_id)",
        "create rule quiet as on delete to contacts do instead nothing",
    }

    both_views_are_there {
        "select wanted from unnest(array['contact_performance_summary', 'event_analytics']) as wanted
         where not exists (select from pg_views where schemaname = 'public' and viewname = wanted)",
        broken by "drop view event_analytics",
    }

    types_are_those_that_an_index_can_use_under_row_level_security {
        "select t.name || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
         from tenant_table t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
         join pg_type y on y.oid = a.atttypid
         where y.typtype <> 'b' or format_type(a.atttypid, null) not in (
           'uuid', 'character varying', 'text', 'text[]', 'jsonb', 'boolean', 'timestamp with time zone', 'date',
           'integer', 'bigint', 'numeric', 'inet', 'bytea')
           -- By these nothing is looked for.
           and t.name || '.' || a.attname not in (
             'changes.claimant_ids', 'changes.payee_ids',
             'bulk_changes.refused_ids', 'bulk_changes.full_ids', 'bulk_change_portions.contact_ids')",
        broken by
        "create type mood as enum ('good'); alter table contacts add column mood mood",
        "alter table contacts add column seen_at timestamp",
        "alter table contacts add column ratio double precision",
        "alter table contacts add column more json",
    }

    money_has_four_decimals_and_no_more_than_its_currency {
        "select t.name || '.' || a.attname from tenant_table t
         join pg_attribute a on a.attrelid = t.oid and a.atttypid = 'numeric'::regtype and not a.attisdropped
         -- What currencies are worth in each other is no amount: see the next rule. Nor is a share in per cent.
         -- What is noted for totals is below nothing where something leaves, and of many claims more than one may be.
         where t.name not in ('expense_differences', 'expense_parts', 'expense_totals') and format_type(a.atttypid, a.atttypmod) not in ('numeric(20,10)', 'numeric(6,3)') and (format_type(a.atttypid, a.atttypmod) <> 'numeric(19,4)'
           or not exists (select from pg_constraint c where c.conrelid = t.oid and c.contype = 'c' and a.attnum = any (c.conkey)
             and pg_get_constraintdef(c.oid) like '%round(' || a.attname || ', app.currency_exponent(%')
           or not exists (select from pg_constraint c where c.conrelid = t.oid and c.contype = 'c'
             and pg_get_constraintdef(c.oid) like '%currency)::text ~ ''^[A-Z]{3}$''%')
           or not exists (select from pg_constraint c where c.conrelid = t.oid and c.contype = 'c'
             and pg_get_constraintdef(c.oid) like '%is_currency(%')
           -- Which also keeps NaN out, for it is greater than every number.
           or not exists (select from pg_constraint c where c.conrelid = t.oid and c.contype = 'c' and a.attnum = any (c.conkey)
             and pg_get_constraintdef(c.oid) like '%' || a.attname || ' <= 922337203685477.5807%'))",
        broken by
        "alter table expenses drop constraint expenses_amount_check",
        "alter table events drop constraint events_currency_known",
        "alter table expenses drop constraint expenses_amount_exponent_check",
        "alter table expenses drop constraint expenses_currency_check",
        "alter table events add column fee numeric(12,2)",
    }

    an_exchange_rate_has_ten_decimals_is_more_than_nothing_and_is_a_number {
        "select t.name || '.' || a.attname from tenant_table t
         join pg_attribute a on a.attrelid = t.oid and a.atttypid = 'numeric'::regtype and not a.attisdropped
         where format_type(a.atttypid, a.atttypmod) = 'numeric(20,10)'
           and not exists (select from pg_constraint c where c.conrelid = t.oid and c.contype = 'c' and a.attnum = any (c.conkey)
             and pg_get_constraintdef(c.oid) like '%' || a.attname || ' > (0)::numeric%'
             -- Which keeps NaN out, for it is greater than every number.
             and pg_get_constraintdef(c.oid) like '%' || a.attname || ' < %10000000000%')",
        broken by
        "alter table exchange_rates drop constraint exchange_rates_rate_check",
        "alter table events add column odds numeric(20,10) check (odds > 0)",
    }

    no_day_that_is_written_is_infinite {
        "select t.name || '.' || a.attname from tenant_table t
         join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
           and a.atttypid in ('timestamptz'::regtype, 'date'::regtype)
         where not exists (select from pg_constraint c where c.conrelid = t.oid and c.contype = 'c' and a.attnum = any (c.conkey)
           and pg_get_constraintdef(c.oid) like '%isfinite(' || a.attname || ')%')",
        broken by
        "alter table events drop constraint events_finite",
        "alter table contacts add column met_on date",
    }

    a_column_with_a_default_is_never_null {
        "select t.name || '.' || a.attname from tenant_table t
         join pg_attribute a on a.attrelid = t.oid and a.atthasdef and a.attgenerated = '' and not a.attnotnull",
        broken by "alter table contacts alter priority drop not null",
    }

    nothing_in_the_schema_is_half_done {
        "select conname::text from pg_constraint where not convalidated
         union all select indexrelid::regclass::text from pg_index where not (indisvalid and indisready)
         union all select tgrelid::regclass || '.' || tgname from pg_trigger where tgenabled <> 'O'",
        broken by
        "alter table contacts add constraint stray check (lead_score < 200) not valid",
        "alter table contacts disable trigger touch",
    }
}
