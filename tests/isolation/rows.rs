//! At least one row of every tenant table for an organisation, with every reference that it can have.

use crate::support::texts;
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Executor};
use std::collections::BTreeMap;
use the_plugs::accounts::roles::Role;
use the_plugs::testing::Org;
use uuid::Uuid;

/// Table, columns and values. `{member}` and the like stand for the organisation's own rows.
const ROWS: &[(&str, &str, &str)] = &[
    (
        "teams",
        "name, created_by, updated_by",
        "'Lighting', {member}, {owner}",
    ),
    ("team_members", "team_id, user_id", "{teams}, {member}"),
    (
        "contacts",
        "first_name, last_name, company, email, notes, tags, created_by, owner_id, updated_by",
        "'Ada', 'Lovelace', 'Analytical Engines', 'ada@analytical.example', '\\x01', array['vip'], {member}, {owner}, {owner}",
    ),
    (
        "saved_views",
        "created_by, name, query, is_shared",
        "{member}, 'Plugs', '?type=plug', true",
    ),
    (
        "contact_interactions",
        "contact_id, user_id, interaction_type, subject, interaction_date, status",
        "{contacts}, {member}, 'call', 'About the engine', now() - interval '1 hour', 'scheduled'",
    ),
    (
        "event_series",
        "created_by, name, words, rrule",
        "{member}, 'Evenings of numbers', 'Every day', 'FREQ=DAILY'",
    ),
    (
        "events",
        "title, created_by, updated_by, start_date, end_date, status, series_id, series_position",
        "'Evening of numbers', {member}, {owner}, now(), now() + interval '2 hours', 'published', {event_series}, 1",
    ),
    ("event_attendees", "event_id, contact_id", "{events}, {contacts}"),
    ("event_attendees", "event_id, user_id", "{events}, {member}"),
    ("event_staff", "event_id, user_id", "{events}, {member}"),
    (
        "event_rooms",
        "event_id, name, capacity",
        "{events}, 'Main hall', 80",
    ),
    ("event_tracks", "event_id, name", "{events}, 'Practice'"),
    (
        "event_agenda_items",
        "event_id, created_by, updated_by, room_id, track_id, title, start_time, end_time",
        "{events}, {member}, {owner}, {event_rooms}, {event_tracks}, 'Welcome', now(), now() + interval '10 minutes'",
    ),
    (
        "event_agenda_speakers",
        "item_id, user_id",
        "{event_agenda_items}, {member}",
    ),
    (
        "event_agenda_speakers",
        "item_id, contact_id",
        "{event_agenda_items}, {contacts}",
    ),
    (
        "agenda_stars",
        "user_id, item_id",
        "{member}, {event_agenda_items}",
    ),
    ("calendar_feeds", "user_id", "{member}"),
    (
        "exchange_rates",
        "base_currency, quote_currency, rate, rate_date, source, created_by",
        "'EUR', 'USD', 1.0843, date '2026-11-20', 'manual', {member}",
    ),
    (
        "expenses",
        "created_by, event_id, title, amount, expense_date, status, submitted_at, base_amount, base_currency, fx_rate, fx_date, \
         fx_source, approved_by, approved_at, paid_by, paid_at, payment_key",
        "{owner}, {events}, 'Lamps', 12.50, current_date, 'paid', now(), 12.50, 'USD', 1, current_date, 'same', {member}, now(), \
         {member}, now(), app.uuid_v7()",
    ),
    (
        "expenses",
        "created_by, payee_id, updated_by, reverses_id, reversed_by, title, amount, expense_date, status, submitted_at, base_amount, \
         base_currency, fx_rate, fx_date, fx_source",
        "{owner}, {member}, {owner}, {expenses}, {owner}, 'Fewer lamps', 12.50, current_date, 'rejected', now(), 12.50, 'USD', 1, \
         current_date, 'same'",
    ),
    (
        "expenses",
        "created_by, title, amount, expense_date",
        "{owner}, 'Lamps for two', 12.50, current_date",
    ),
    (
        "expense_parts",
        "expense_id, event, month, status, worth, tax",
        "{expenses}, {events}, date '2026-11-01', 'paid', 12.50, 0",
    ),
    // What the claims above come to is not added up yet.
    (
        "expense_totals",
        "dimension, key, month, status, claims, worth, tax",
        "'type', 'other', date '2026-11-01', 'paid', 1, 12.50, 0",
    ),
    ("ledger_accounts", "purpose, account", "'travel', '4670'"),
    (
        "expense_decisions",
        "expense_id, user_id, decision, amount, currency",
        "{expenses}, {owner}, 'submitted', 12.50, 'USD'",
    ),
    (
        "approval_steps",
        "place, min_amount, currency, approver, approver_id, created_by, updated_by",
        "1, 500, 'USD', 'person', {member}, {owner}, {owner}",
    ),
    (
        "approval_substitutes",
        "user_id, substitute_id, from_date, until_date, created_by",
        "{member}, {owner}, current_date, current_date, {member}",
    ),
    (
        "expense_approvals",
        "expense_id, place, approver, approver_id, decided_by, stands_for, decided_at",
        "(select id from expenses where status = 'paid' and organization_id = (select organization_id from users where id = {member})), 1, \
         'person', {owner}, {member}, {owner}, now()",
    ),
    (
        "expense_policies",
        "rules, created_by, updated_by",
        "'{}', {member}, {owner}",
    ),
    (
        "unit_rates",
        "name, unit, rate, currency, expense_type, valid_from, created_by",
        "'Car', 'km', 0.30, 'EUR', 'travel', date '2026-01-01', {member}",
    ),
    // Two halves of the claim that is a draft, for it comes to both or is not divided.
    (
        "expense_shares",
        "position, event_id, amount, currency, expense_id",
        "0, {events}, 6.25, 'USD', \
         (select id from expenses where status = 'draft' and organization_id = (select organization_id from users where id = {member}))",
    ),
    (
        "expense_shares",
        "position, amount, currency, expense_id",
        "1, 6.25, 'USD', \
         (select id from expenses where status = 'draft' and organization_id = (select organization_id from users where id = {member}))",
    ),
    (
        "bank_accounts",
        "user_id, holder, iban",
        "{member}, '\\x0101', '\\x0101'",
    ),
    (
        "payment_batches",
        "number, execution_date, created_by, status, frozen, exported_by, exported_at",
        "1, current_date, {member}, 'exported', '\\x0101', {owner}, now()",
    ),
    (
        "payment_batch_items",
        "batch_id, expense_id, payee_id, amount, currency, is_reversal, expense_version",
        "{payment_batches}, {expenses}, {owner}, 12.50, 'USD', false, 1",
    ),
    (
        "media",
        "uploaded_by, title, file_name, file_path, media_type, mime_type, file_size, related_event, related_contact, \
         related_agenda_item, related_expense",
        "{member}, 'Portrait', 'ada.png', 'a/ada.png', 'image', 'image/png', 1, {events}, {contacts}, {event_agenda_items}, \
         (select id from expenses where status = 'draft' and organization_id = (select organization_id from users where id = {member}))",
    ),
    ("media_collections", "created_by, name", "{member}, 'Portraits'"),
    (
        "media_collection_items",
        "collection_id, media_id",
        "{media_collections}, {media}",
    ),
    (
        "notifications",
        "user_id, kind, title, message",
        "{member}, 'follow_up_due', 'Hello', 'A call is due'",
    ),
    (
        "notifications",
        "user_id, kind, channel, title, message, waits_for_mail, created_at",
        "{member}, 'expense_decided', 'email', 'Lamps: approved', 'By the owner', true, now() - interval '2 minutes'",
    ),
    (
        "integrations",
        "provider, integration_type, credentials",
        "'hubspot', 'crm', '\\x01'",
    ),
    (
        "integration_logs",
        "integration_id, operation, status, started_at",
        "{integrations}, 'sync', 'success', now()",
    ),
    ("bulk_changes", "user_id, change", "{member}, 'status'"),
    (
        "bulk_change_rows",
        "bulk_change_id, contact_id, contact_version, prior",
        "{bulk_changes}, {contacts}, 1, '\"cold_lead\"'",
    ),
    (
        "bulk_change_portions",
        "bulk_change_id, place, contact_ids",
        "{bulk_changes}, 0, array[{contacts}::uuid]",
    ),
    ("storage_totals", "bytes", "1"),
    (
        "organization_keys",
        "number, master, wrapped",
        "1, '0123456789abcdef', decode(repeat('00', 72), 'hex')",
    ),
    ("uploads", "file_path, bytes, expires_at", "'a/b', 1, now()"),
    ("jobs", "queue, kind, payload", "'mail', 'jobs/trial', '{}'"),
    ("change_numbers", "number", "1"),
    ("viewings", "contact_id, user_id", "{contacts}, {member}"),
    (
        "mails",
        "user_id, kind, address, letter, secret",
        "{member}, 'welcome', 'ada@engine.example', '{\"kind\": \"welcome\"}', app.uuid_v7()",
    ),
    (
        "event_limits",
        "event_id, approval_limit, currency, alert_percent, created_by, updated_by",
        "{events}, 5000, 'USD', 80, {member}, {owner}",
    ),
    (
        "event_notices",
        "event_id, created_by, kind, colleagues, contacts",
        "{events}, {member}, 'event_cancelled', 1, 1",
    ),
    (
        "mails",
        "contact_id, notice_id, kind, address, letter, secret",
        "{contacts}, {event_notices}, 'event_cancelled', 'ada@engine.example', '{}', app.uuid_v7()",
    ),
    ("mail_opt_outs", "user_id, kind", "{member}, 'notification'"),
    (
        "notification_opt_outs",
        "user_id, kind, channel",
        "{member}, 'assigned', 'email'",
    ),
    (
        "analytics_events",
        "user_id, event_name, event_category, event_timestamp",
        "{member}, 'opened', 'page', now()",
    ),
];

/// What an administrator knows of one table's rows of one organisation.
pub struct Rows {
    /// The column that says whose a row is.
    pub key: &'static str,
    pub ids: Vec<Uuid>,
    /// One of the rows, as JSON.
    pub example: String,
    /// Columns that can be written.
    pub columns: String,
}

/// One organisation with a row in every table.
pub struct Known {
    pub organization: Uuid,
    pub email: String,
    pub member: Uuid,
    pub tables: BTreeMap<String, Rows>,
}

impl Known {
    /// Fills an organisation, and fails where a tenant table is left without a row.
    pub async fn fill(connection: &mut PgConnection, org: &Org) -> Self {
        let organization = org.id.0;
        let member = org.user(Role::Member).0;
        let mut transaction = connection.begin().await.expect("a transaction");
        let settings = format!(
            "set local app.organization_id = '{organization}'; set local app.user_id = '{member}'; \
             set local app.actor_kind = 'person'"
        );
        transaction
            .execute(AssertSqlSafe(settings))
            .await
            .expect("the settings");
        for (table, columns, values) in ROWS {
            let values = own_rows(values, organization);
            let insert = format!(
                "insert into {table} (organization_id, {columns}) values ('{organization}', {values})"
            );
            transaction
                .execute(AssertSqlSafe(insert))
                .await
                .unwrap_or_else(|error| panic!("{table}: {error}"));
        }
        transaction.commit().await.expect("the rows are stored");

        let mut tables = BTreeMap::new();
        for table in tenant_tables(connection).await {
            tables.insert(table.clone(), known_rows(connection, &table, organization).await);
        }
        Self {
            organization,
            email: format!("member@{}.example", org.name.to_lowercase()),
            member,
            tables,
        }
    }
}

/// The names of the tenant tables, from the catalogue.
pub async fn tenant_tables(connection: &mut PgConnection) -> Vec<String> {
    texts(
        connection,
        "select relname::text from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
           and relname <> all (array['_sqlx_migrations', 'sessions', 'sign_in_attempts', 'sign_ups', 'known_browsers']) order by relname",
    )
    .await
}

/// The column by which a row is named; the words and tags of a contact, and the words of an attendee, are named by it alone.
pub fn identity(table: &str) -> &'static str {
    match table {
        "contact_tags" | "contact_words" => "contact_id",
        "event_attendee_words" => "attendee_id",
        _ => "id",
    }
}

async fn known_rows(connection: &mut PgConnection, table: &str, organization: Uuid) -> Rows {
    let key = if table == "organizations" {
        "id"
    } else {
        "organization_id"
    };
    let id = identity(table);
    let ids: Vec<Uuid> = sqlx::query_scalar(AssertSqlSafe(format!(
        "select {id} from {table} where {key} = '{organization}' order by {id}"
    )))
    .fetch_all(&mut *connection)
    .await
    .expect("the ids");
    assert!(!ids.is_empty(), "{table} has no row here: add one to ROWS");
    let example = sqlx::query_scalar(AssertSqlSafe(format!(
        "select to_jsonb(t)::text from {table} t where {key} = '{organization}' and {id} = '{}' limit 1",
        ids[0]
    )))
    .fetch_one(&mut *connection)
    .await
    .expect("a row");
    let columns = texts(
        connection,
        &format!(
            "select quote_ident(attname) from pg_attribute
             where attrelid = '{table}'::regclass and attnum > 0 and not attisdropped and attgenerated = ''"
        ),
    )
    .await
    .join(", ");
    Rows {
        key,
        ids,
        example,
        columns,
    }
}

/// Replaces the names in braces by look-ups inside the organisation.
fn own_rows(values: &str, organization: Uuid) -> String {
    let mut text = values.to_owned();
    for role in ["owner", "member"] {
        let user =
            format!("(select id from users where organization_id = '{organization}' and role = '{role}')");
        text = text.replace(&format!("{{{role}}}"), &user);
    }
    for (table, ..) in ROWS {
        let row = format!("(select id from {table} where organization_id = '{organization}' limit 1)");
        text = text.replace(&format!("{{{table}}}"), &row);
    }
    text
}
