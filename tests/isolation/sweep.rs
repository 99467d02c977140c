//! Every table, every verb, with and without a `where` clause: what one organisation sees and changes of another.

use super::rows::{Known, Rows, identity};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Executor, Row};

/// How many rows a statement reached, or the SQLSTATE with which it was refused.
type Outcome = Result<u64, String>;

/// The SQLSTATEs by which the database says no.
const NO_RIGHT: &str = "42501";
const FIXED_COLUMN: &str = "PL002";
const UNIQUE: &str = "23505";
const REFERENCE: &str = "23503";

/// Says who asks.
pub fn settings(organization: &str, user: &str) -> String {
    format!(
        "set local app.organization_id = '{organization}'; set local app.user_id = '{user}'; \
         set local app.actor_kind = 'person'; set local app.request_id = 'sweep'"
    )
}

/// Tries everything on everything as `ours`, and names each thing that went otherwise than it should. The connection
/// acts as the application. Nothing that is tried lasts.
pub async fn sweep(connection: &mut PgConnection, ours: &Known, theirs: &Known) -> Vec<String> {
    let mut transaction = connection.begin().await.expect("a transaction");
    transaction
        .execute(AssertSqlSafe(settings(
            &ours.organization.to_string(),
            &ours.member.to_string(),
        )))
        .await
        .expect("the settings");
    let mut found = Vec::new();
    for (table, own) in &ours.tables {
        let foreign = &theirs.tables[table];
        let rights = Rights::of(&mut transaction, table).await;
        let mut probe = Probe {
            connection: &mut transaction,
            table,
            ours,
            theirs,
            own,
            foreign,
            rights,
            found: &mut found,
        };
        probe.select().await;
        probe.insert().await;
        probe.update().await;
        probe.delete().await;
    }
    views(&mut transaction, ours, &mut found).await;
    look_ups(&mut transaction, ours, theirs, &mut found).await;
    transaction.rollback().await.expect("a rollback");
    found
}

/// Runs a statement in a savepoint that is rolled back.
pub async fn attempt(connection: &mut PgConnection, statement: String) -> Outcome {
    let mut savepoint = connection.begin().await.expect("a savepoint");
    let outcome = sqlx::raw_sql(AssertSqlSafe(statement))
        .execute(&mut *savepoint)
        .await;
    savepoint.rollback().await.expect("back to the savepoint");
    outcome.map(|done| done.rows_affected()).map_err(|error| {
        let code = error.as_database_error().and_then(|error| error.code());
        code.map_or_else(|| error.to_string(), |code| code.into_owned())
    })
}

/// What the application may do with a table at all.
struct Rights {
    insert: bool,
    update: bool,
    delete: bool,
}

impl Rights {
    async fn of(connection: &mut PgConnection, table: &str) -> Self {
        let row = sqlx::query(
            "select has_table_privilege($1, 'insert'), has_table_privilege($1, 'update'), has_table_privilege($1, 'delete')",
        )
        .bind(table)
        .fetch_one(connection)
        .await
        .expect("the rights");
        Self {
            insert: row.get(0),
            update: row.get(1),
            delete: row.get(2),
        }
    }
}

/// One table under test.
struct Probe<'a> {
    connection: &'a mut PgConnection,
    table: &'a str,
    ours: &'a Known,
    theirs: &'a Known,
    own: &'a Rows,
    foreign: &'a Rows,
    rights: Rights,
    found: &'a mut Vec<String>,
}

impl Probe<'_> {
    fn expect(&mut self, what: &str, outcome: &Outcome, is_right: impl Fn(&Outcome) -> bool) {
        if !is_right(outcome) {
            self.found.push(format!("{} {what}: {outcome:?}", self.table));
        }
    }

    async fn count(&mut self, condition: &str) -> Outcome {
        let table = self.table;
        attempt_count(
            self.connection,
            format!("select count(*) from {table} where {condition}"),
        )
        .await
    }

    async fn select(&mut self) {
        let (key, ours, theirs) = (self.own.key, self.ours.organization, self.theirs.organization);
        let ids = list(&self.foreign.ids);
        let own = self.own.ids.len() as u64;
        let seen = self.count("true").await;
        self.expect("select without where shows our rows only", &seen, |seen| {
            *seen == Ok(own)
        });
        for (what, condition) in [
            ("select what is not ours", format!("{key} <> '{ours}'")),
            ("select what is theirs", format!("{key} = '{theirs}'")),
            (
                "select by their ids",
                format!("{} = any ('{ids}')", identity(self.table)),
            ),
            // Would fail on the first foreign row that it is asked about.
            (
                "select with a condition that tells",
                format!("1 / (case when {key} = '{ours}' then 1 else 0 end) = 0"),
            ),
        ] {
            let seen = self.count(&condition).await;
            self.expect(what, &seen, |seen| *seen == Ok(0));
        }
    }

    async fn insert(&mut self) {
        let may = self.rights.insert;
        let foreign = self.copy(self.foreign);
        let refused = attempt(self.connection, foreign).await;
        self.expect("insert for them", &refused, |refused| {
            *refused == Err(NO_RIGHT.into()) || *refused == Err(REFERENCE.into())
        });
        let own = self.copy(self.own);
        let stored = attempt(self.connection, own).await;
        // A copy may offend uniqueness; then it has passed the policies.
        self.expect("insert for us", &stored, |stored| {
            if may {
                *stored == Ok(1) || *stored == Err(UNIQUE.into())
            } else {
                *stored == Err(NO_RIGHT.into())
            }
        });
    }

    async fn update(&mut self) {
        let (table, key, theirs) = (self.table, self.own.key, self.theirs.organization);
        let change = harmless_change(table);
        let own = self.own.ids.len() as u64;
        let allowed = |rows: u64, may: bool| if may { Ok(rows) } else { Err(NO_RIGHT.to_owned()) };
        let may = self.rights.update;
        let all = attempt(self.connection, format!("update {table} set {change}")).await;
        self.expect("update without where changes our rows only", &all, |all| {
            *all == allowed(own, may)
        });
        let foreign = format!("update {table} set {change} where {key} = '{theirs}'");
        let foreign = attempt(self.connection, foreign).await;
        self.expect("update of theirs", &foreign, |foreign| {
            *foreign == allowed(0, may)
        });
        let lock = format!("select 1 from {table} where {key} = '{theirs}' for update");
        let lock = attempt(self.connection, lock).await;
        self.expect("lock on theirs", &lock, |lock| *lock == allowed(0, may));
        let moved = attempt(self.connection, format!("update {table} set {key} = '{theirs}'")).await;
        self.expect("move of ours to them", &moved, |moved| {
            *moved == Err(NO_RIGHT.into()) || *moved == Err(FIXED_COLUMN.into())
        });
    }

    async fn delete(&mut self) {
        let (table, key, theirs) = (self.table, self.own.key, self.theirs.organization);
        let own = self.own.ids.len() as u64;
        let may = self.rights.delete;
        let allowed = |rows: u64| if may { Ok(rows) } else { Err(NO_RIGHT.to_owned()) };
        let all = attempt(self.connection, format!("delete from {table}")).await;
        self.expect("delete without where takes our rows only", &all, |all| {
            *all == allowed(own)
        });
        let foreign = format!("delete from {table} where {key} = '{theirs}'");
        let foreign = attempt(self.connection, foreign).await;
        self.expect("delete of theirs", &foreign, |foreign| *foreign == allowed(0));
        let emptied = attempt(self.connection, format!("truncate {table} cascade")).await;
        self.expect("truncate", &emptied, |emptied| *emptied == Err(NO_RIGHT.into()));
    }

    /// Inserts a row like one of `rows`, under a new id.
    fn copy(&self, rows: &Rows) -> String {
        let Rows { columns, example, .. } = rows;
        let id = if self.table == "organizations" {
            String::new()
        } else {
            format!(" || jsonb_build_object('id', '{}')", uuid::Uuid::now_v7())
        };
        let table = self.table;
        format!(
            "insert into {table} ({columns}) select {columns} from jsonb_populate_record(null::{table}, $row${example}$row$::jsonb{id})"
        )
    }
}

/// Counts within a savepoint.
async fn attempt_count(connection: &mut PgConnection, query: String) -> Outcome {
    let mut savepoint = connection.begin().await.expect("a savepoint");
    let outcome: Result<i64, sqlx::Error> = sqlx::query_scalar(AssertSqlSafe(query))
        .persistent(false)
        .fetch_one(&mut *savepoint)
        .await;
    savepoint.rollback().await.expect("back to the savepoint");
    outcome
        .map(|count| count.try_into().unwrap_or_default())
        .map_err(|error| {
            let code = error.as_database_error().and_then(|error| error.code());
            code.map_or_else(|| error.to_string(), |code| code.into_owned())
        })
}

/// A change that breaks no rule of the table's own.
fn harmless_change(table: &str) -> &'static str {
    match table {
        "organizations" => "name = name || '!'",
        "users" => "bio = 'changed'",
        "teams" | "events" | "event_agenda_items" | "media" | "media_collections" => {
            "description = 'changed'"
        }
        // What is paid stays as it is.
        "expenses" => "description = description",
        "contacts" => "notes = '\\x0102'",
        "event_attendees" => "notes = 'changed'",
        "contact_interactions" => "outcome = 'changed'",
        "media_collection_items" => "sort_order = sort_order + 1",
        "notifications" => "is_read = true",
        "integrations" => "is_active = false",
        "integration_logs" => "message = 'changed'",
        // Nobody may update these.
        "contact_words" => "place = place",
        "event_attendee_words" => "word = word",
        "contact_tags" => "tag = tag",
        _ => "id = id",
    }
}

fn list(ids: &[uuid::Uuid]) -> String {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    format!("{{{}}}", ids.join(","))
}

async fn views(connection: &mut PgConnection, ours: &Known, found: &mut Vec<String>) {
    for view in ["contact_performance_summary", "event_analytics"] {
        for (is_own, operator) in [(true, "="), (false, "<>")] {
            let query = format!(
                "select count(*) from {view} where organization_id {operator} '{}'",
                ours.organization
            );
            let seen = attempt_count(connection, query).await;
            if seen != Ok(u64::from(is_own)) {
                found.push(format!("{view} where organization_id {operator} ours: {seen:?}"));
            }
        }
    }
}

/// Signing in precedes the organisation, so both are found by their address; the start asks by which master key all keys are
/// wrapped, which is the same here; and what is written to the trail goes to
/// our own, whatever else is said.
async fn look_ups(connection: &mut PgConnection, ours: &Known, theirs: &Known, found: &mut Vec<String>) {
    for email in [&ours.email, &theirs.email] {
        let query =
            format!("select count(*) from app.sign_in_candidates('{email}') where organization_name <> ''");
        let seen = attempt_count(connection, query).await;
        if seen != Ok(1) {
            found.push(format!("sign-in look-up of {email}: {seen:?}"));
        }
    }
    let masters = attempt_count(connection, "select count(*) from app.master_keys()".to_owned()).await;
    if masters != Ok(1) {
        found.push(format!("master keys: {masters:?}"));
    }
    // Of changes only the ids of both organisations are known, to whoever tells them.
    let seen = attempt_count(
        connection,
        "select count(*) from app.organizations_with_changes()".into(),
    );
    match seen.await {
        Ok(2) => {}
        seen => found.push(format!("organisations with changes: {seen:?}")),
    }
    // The same of reminders. Of notifications each person's request counts their own.
    let query = "select count(*) from app.organizations_with_reminders()".to_owned();
    let seen = attempt_count(connection, query).await;
    if seen != Ok(2) {
        found.push(format!("organisations with reminders: {seen:?}"));
    }
    // The same of news that waits to be mailed.
    let query = "select count(*) from app.organizations_with_news()".to_owned();
    let seen = attempt_count(connection, query).await;
    if seen != Ok(2) {
        found.push(format!("organisations with news: {seen:?}"));
    }
    // Who wants to hear of nothing is left out, and their organisation with them.
    let unwanted = format!(
        "insert into notification_opt_outs (organization_id, user_id, kind, channel)
         select '{}', '{}', 'follow_up_due', channel from unnest(array['in_app', 'email']) as channel",
        ours.organization, ours.member
    );
    let mut savepoint = connection.begin().await.expect("a savepoint");
    let seen = match savepoint.execute(AssertSqlSafe(unwanted)).await {
        Ok(_) => {
            let query = "select count(*) from app.organizations_with_reminders()".to_owned();
            attempt_count(&mut savepoint, query).await
        }
        Err(error) => Err(error.to_string()),
    };
    savepoint.rollback().await.expect("back to the savepoint");
    if seen != Ok(1) {
        found.push(format!("organisations with wanted reminders: {seen:?}"));
    }
    // And of events that have begun and do not say so.
    let query = "select count(*) from app.organizations_with_due_events()".to_owned();
    let seen = attempt_count(connection, query).await;
    if seen != Ok(2) {
        found.push(format!("organisations with due events: {seen:?}"));
    }
    // Nor does what is in the agenda of an event that says so.
    let begun = format!(
        "update events set status = 'ongoing' where organization_id = '{}'",
        ours.organization
    );
    let mut savepoint = connection.begin().await.expect("a savepoint");
    let seen = match savepoint.execute(AssertSqlSafe(begun)).await {
        Ok(_) => {
            let query = "select count(*) from app.organizations_with_due_events()".to_owned();
            attempt_count(&mut savepoint, query).await
        }
        Err(error) => Err(error.to_string()),
    };
    savepoint.rollback().await.expect("back to the savepoint");
    if seen != Ok(2) {
        found.push(format!("organisations with something due in an agenda: {seen:?}"));
    }
    let query = format!(
        "select count(*) from app.session_user('{}', '{}') where unread = 1",
        ours.organization, ours.member
    );
    let seen = attempt_count(connection, query).await;
    if seen != Ok(1) {
        found.push(format!("what is unread: {seen:?}"));
    }
    let query = format!(
        "with entry as (select app.record_audit('read', 'contacts', null, '{{\"organization_id\": \"{}\"}}') as id)
         select count(*) from entry where id is not null",
        theirs.organization
    );
    let written = attempt_count(connection, query).await;
    if written != Ok(1) {
        found.push(format!("an entry of the trail: {written:?}"));
    }
}
