//! What may stand in some places only.

use super::source::{Source, sources, sources_in};
use crate::catalogue::TABLES;

/// A text that may stand only where it is listed, with the reason.
struct Place {
    what: &'static [&'static str],
    allowed: &'static [(&'static str, &'static str)],
}

impl Place {
    /// The files that hold the text and may not. A name counts only where it begins as a word.
    fn offenders(&self, sources: &[Source]) -> Vec<String> {
        let mut found = Vec::new();
        for source in sources.iter().filter(|source| !source.is_test()) {
            if self.allowed.iter().any(|(path, _)| is_at(&source.path, path)) {
                continue;
            }
            for what in self.what {
                if holds(&source.code, what) {
                    found.push(format!("src/{} holds {what}", source.path));
                }
            }
        }
        found
    }

    fn assert_kept(&self) {
        let sources = sources();
        let found = self.offenders(&sources);
        assert!(found.is_empty(), "{found:#?}");
        for (path, reason) in self.allowed {
            let is_there = sources.iter().any(|source| is_at(&source.path, path));
            assert!(is_there, "{path} is excepted ({reason}) and does not exist");
        }
        // Each text is found where it may not stand.
        for what in self.what {
            let stray = Source::new("contacts/pages/stray.rs".into(), format!("fn f() {{ {what} }}"));
            assert_eq!(self.offenders(&[stray]).len(), 1, "{what}");
        }
    }
}

/// `queries` means the file or the folder of that name in any domain; anything else is a path under `src/`.
fn is_at(path: &str, place: &str) -> bool {
    if place == "queries" {
        return path
            .split('/')
            .any(|part| part == "queries" || part == "queries.rs");
    }
    path == place
        || path
            .strip_prefix(place)
            .is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
}

fn holds(code: &str, what: &str) -> bool {
    code.match_indices(what).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        !(what.starts_with(char::is_alphanumeric) && before.is_some_and(|c| c.is_alphanumeric() || c == '_'))
    })
}

#[test]
fn sql_stands_in_queries_and_in_the_listed_exceptions() {
    Place {
        what: &[
            "query!(",
            "query_as!(",
            "query_scalar!(",
            "query(",
            "query_as(",
            "query_as::<",
            "query_scalar(",
            "query_scalar::<",
            "query_with(",
            "raw_sql(",
            "QueryBuilder",
            "AssertSqlSafe",
            "pool.begin",
        ],
        allowed: SQL,
    }
    .assert_kept();
}

/// Where SQL may stand.
const SQL: &[(&str, &str)] = &[
    ("queries", "the SQL of a domain"),
    ("db.rs", "pools and migrations"),
    ("tenancy.rs", "the transaction of a tenant"),
    ("testing.rs", "databases for tests"),
    ("server/sessions.rs", "the session store, which precedes a tenant"),
    ("seed", "the demo, put in by an administrator"),
    ("jobs/trials.rs", "a job for tests"),
];

#[test]
fn a_connection_is_taken_from_a_tenants_transaction_in_queries_only() {
    Place {
        what: &[".conn()"],
        allowed: &[
            ("queries", "the SQL of a domain"),
            ("seed", "the demo"),
            ("tenancy.rs", "makes it"),
            ("jobs/trials.rs", "a job for tests"),
        ],
    }
    .assert_kept();
}

#[test]
fn the_settings_that_open_a_tenant_are_made_in_one_place() {
    let places = ["tenancy.rs", "testing.rs", "seed"];
    for source in sources() {
        let is_listed = source.is_test() || places.iter().any(|place| is_at(&source.path, place));
        for literal in &source.literals {
            let literal = literal.to_lowercase();
            let sets = literal.contains("set_config(")
                || (literal.contains("set local") && literal.contains("app."))
                || literal.contains("set role")
                || literal.contains("session authorization");
            let is_migrating = source.path == "db.rs" && literal == "set role plugs_owner";
            assert!(
                is_listed || is_migrating || !sets,
                "src/{}: {literal}",
                source.path
            );
        }
    }
}

#[test]
fn a_tenant_is_made_at_the_listed_doors_only() {
    Place {
        what: &["Tenant::for_"],
        allowed: &[
            ("tenancy.rs", "makes it"),
            ("testing.rs", "the tenants of tests"),
            ("accounts/authentication.rs", "the door of the session"),
            ("accounts/sign_in.rs", "signing in, before there is a session"),
            ("accounts/sign_up.rs", "the organisation that is being made"),
            ("jobs/worker.rs", "the door of a job"),
            ("mail/reader.rs", "the door of whoever holds a mail"),
            (
                "server/announced.rs",
                "the door of whoever has an event's address",
            ),
            ("server/calendars.rs", "the door of whoever has a feed's address"),
            (
                "server/import_rates.rs",
                "the door of whoever runs the machine, in somebody's name",
            ),
            (
                "analytics/recorder.rs",
                "stores what people of any organisation did",
            ),
            ("seed", "the demo"),
        ],
    }
    .assert_kept();
}

#[test]
fn a_pool_is_held_by_the_server_and_never_by_a_page_or_a_server_function() {
    Place {
        what: &["PgPool", "PgConnection", "PgConnectOptions"],
        allowed: &[
            ("db.rs", "makes it"),
            ("tenancy.rs", "opens transactions on it"),
            ("testing.rs", "databases for tests"),
            ("server", "configuration, sessions, health"),
            ("seed", "the demo"),
            ("accounts/authentication.rs", "gives it to tenants"),
            ("accounts/sign_in.rs", "signing in precedes a tenant"),
            ("accounts/queries", "the look-ups that precede a tenant"),
            ("accounts/jobs.rs", "what has run out has no tenant"),
            ("jobs/worker.rs", "takes jobs of whichever organisation"),
            ("live/tell.rs", "tells changes of whichever organisation"),
            ("live/queries", "the same"),
            ("jobs/queries", "the look-up that precedes a job's tenant"),
            (
                "sealing/queries",
                "keys are made by the demo too, and looked at before there is a tenant",
            ),
            ("contacts/jobs.rs", "asks where there is somebody to remind"),
            ("contacts/queries/reminders", "the same"),
            ("notifications/jobs.rs", "asks where news waits to be mailed"),
            ("notifications/queries/gathered", "the same"),
            ("events/jobs.rs", "asks where an event has begun or ended"),
            ("events/queries/lifecycle.rs", "the same"),
            (
                "events/queries/public.rs",
                "finds whose event is shown at an address",
            ),
            (
                "sealing/rotation",
                "replaces the keys of all organisations, as an administrator",
            ),
            ("mail/bounce.rs", "a mail that came back names its organisation"),
            ("mail/reader.rs", "opens what a mail names"),
            (
                "analytics/recorder.rs",
                "stores what people of any organisation did",
            ),
        ],
    }
    .assert_kept();
}

#[test]
fn the_environment_is_read_by_the_configuration_only() {
    Place {
        what: &["env::var(", "env::var_os(", "env::vars(", "option_env!"],
        allowed: &[
            ("server/config.rs", "reads it"),
            ("testing.rs", "TEST_DATABASE_URL"),
        ],
    }
    .assert_kept();
}

#[test]
fn tags_that_leptos_does_not_escape_are_drawn_by_one_component() {
    Place {
        what: &["<textarea", "<style", "<noscript", "inner_html"],
        allowed: &[("ui/field/text_area.rs", "escapes what was typed")],
    }
    .assert_kept();
}

#[test]
fn what_both_sides_draw_depends_on_no_clock_and_no_chance() {
    // Hydration would draw something else than the server did.
    for source in sources() {
        let draws = ["pages", "components", "ui"]
            .iter()
            .any(|part| source.module().iter().any(|segment| segment == part))
            // The table of a time zone, which the server makes and sends.
            && source.path != "ui/time/tz.rs";
        for what in [
            "Utc::now(",
            "Local::now(",
            "now_v7(",
            "new_v4(",
            "SystemTime",
            "random()",
        ] {
            assert!(
                !draws || source.is_test() || !holds(&source.code, what),
                "src/{} asks {what}",
                source.path
            );
        }
    }
}

#[test]
fn context_that_may_be_missing_is_asked_for_and_not_expected() {
    Place {
        what: &["expect_context"],
        allowed: &[],
    }
    .assert_kept();
}

#[test]
fn no_colour_size_or_shadow_is_written_into_a_page() {
    for source in sources().into_iter().filter(|source| !source.is_test()) {
        for literal in &source.literals {
            if let Some(stray) = stray_style(literal) {
                panic!("src/{}: `{stray}` in {literal:?}", source.path);
            }
        }
        // A style that is computed (the width of a bar) is the kit's business.
        let is_kit = source.path.starts_with("ui/") || !source.code.contains("view!");
        assert!(
            is_kit || !STYLES.iter().any(|style| holds(&source.code, style)),
            "src/{} styles by hand",
            source.path
        );
    }
}

/// The attribute, as it may be written; `style=MomentStyle::Date` is a component's.
const STYLES: &[&str] = &["style=\"", "style=move", "style=format", "style=|", "style:"];

/// The first word of a list of classes that is no token.
fn stray_style(literal: &str) -> Option<&str> {
    const PALETTE: &[&str] = &[
        "slate", "gray", "zinc", "neutral", "stone", "red", "orange", "amber", "yellow", "lime", "green",
        "emerald", "teal", "cyan", "sky", "blue", "indigo", "violet", "purple", "fuchsia", "pink", "rose",
    ];
    literal.split_whitespace().find(|word| {
        let word = word.rsplit(':').next().unwrap_or(word);
        let is_function = ["rgb(", "rgba(", "hsl(", "oklch(", "[#"]
            .iter()
            .any(|f| word.contains(f));
        let parts: Vec<&str> = word.split('-').collect();
        let is_palette = parts.windows(2).any(|pair| {
            PALETTE.contains(&pair[0]) && pair[1].len() >= 2 && pair[1].chars().all(|c| c.is_ascii_digit())
        });
        is_function || is_palette
    })
}

#[test]
fn a_colour_is_recognised() {
    for stray in [
        "p-2 bg-[#fff]",
        "hover:text-red-500",
        "border-[oklch(0.5_0.1_20)]",
        "ring-blue-50",
    ] {
        assert!(stray_style(stray).is_some(), "{stray}");
    }
    for token in ["bg-paper text-ink", "rounded-card", "a#b", "text-sm"] {
        assert!(stray_style(token).is_none(), "{token}");
    }
}

#[test]
fn no_file_is_longer_than_five_hundred_lines() {
    for folder in ["src", "tests"] {
        for source in sources_in(folder) {
            let lines = source.text.lines().count();
            assert!(lines <= 500, "{folder}/{} has {lines} lines", source.path);
        }
    }
}

/// The text between the brackets that open at the start.
fn bracketed(text: &str) -> &str {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[..=at];
        }
    }
    text
}

/// What `#[server(…)]` means on an argument.
const ARGUMENT: &[&str] = &["[server(default)]", "[server(flatten)]"];

#[test]
fn every_server_function_is_a_post_under_fn_and_its_domain() {
    let mut count = 0;
    for source in sources() {
        for (at, _) in source.code.match_indices("#[server") {
            let attribute = bracketed(&source.code[at + 1..]);
            let plain: String = attribute.chars().filter(|c| !c.is_whitespace()).collect();
            // Of an argument: it may be left out, or its fields stand side by side with the others.
            if ARGUMENT.contains(&plain.as_str()) {
                continue;
            }
            assert!(
                plain.starts_with("[server(prefix=\"\",endpoint=\"\"") && !plain.contains("input="),
                "src/{}: {attribute}",
                source.path
            );
            count += 1;
        }
        let domain = source.module().first().cloned().unwrap_or_default();
        for (at, _) in source.text.match_indices("#[server(") {
            let attribute = bracketed(&source.text[at + 1..]);
            if ARGUMENT.contains(&attribute) {
                continue;
            }
            let named = |name: &str| {
                let value = attribute.split(&format!("{name} = \"")).nth(1)?;
                value.split('"').next()
            };
            assert_eq!(named("prefix"), Some("/fn"), "src/{}: {attribute}", source.path);
            let endpoint = named("endpoint").unwrap_or_default();
            assert!(
                endpoint.starts_with(&format!("{domain}/")),
                "src/{}: {attribute}",
                source.path
            );
        }
    }
    assert!(count > 0, "there are server functions");
}

/// What server functions that only read are called.
const READS: &[&str] = &[
    "list_",
    "load_",
    "get_",
    "count_",
    "find_",
    "search_",
    "home",
    "contact_timeline",
];

#[test]
fn what_changes_something_is_sent_so_that_it_outlives_its_page() {
    let mut changes = 0;
    for source in sources() {
        // Coming in and going out are posted as whole pages.
        if source.path.starts_with("accounts/") {
            continue;
        }
        for declared in source.text.split("#[server(prefix").skip(1) {
            let Some((attribute, function)) = declared.split_once("pub async fn ") else {
                continue;
            };
            let reads = READS.iter().any(|name| function.starts_with(name));
            let outlives = attribute.contains("client = Change");
            assert_ne!(
                reads,
                outlives,
                "src/{}: {}",
                source.path,
                function.split('(').next().unwrap_or_default()
            );
            changes += usize::from(outlives);
        }
    }
    assert!(changes > 0, "there are changes");
}

/// Whether a text is a statement on a tenant's table, and whether it names the organisation.
fn statement(text: &str) -> Option<bool> {
    const VERBS: &[&str] = &["select ", "insert into ", "update ", "delete from ", "with "];
    let words: Vec<&str> = text
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .collect();
    let is_statement = VERBS.iter().any(|verb| words.join(" ").starts_with(verb));
    let reaches = words.windows(2).any(|pair| {
        let is_table = TABLES.iter().any(|table| table.name == pair[1]);
        matches!(pair[0], "from" | "join" | "into" | "update") && is_table
    });
    let names = words.contains(&"organization_id") || words.contains(&"organizations");
    (is_statement && reaches).then_some(names)
}

#[test]
fn every_statement_on_a_tenants_table_names_the_organisation() {
    let mut count = 0;
    for source in sources() {
        let is_query = is_at(&source.path, "queries") && !source.is_test();
        for literal in source.literals.iter().filter(|_| is_query) {
            if let Some(names) = statement(literal) {
                count += 1;
                assert!(names, "src/{}: {literal}", source.path);
            }
            let shouts = ["SELECT ", "INSERT ", "UPDATE ", "DELETE "]
                .iter()
                .any(|verb| literal.contains(verb));
            assert!(!shouts, "SQL is lower case; src/{}: {literal}", source.path);
        }
    }
    assert!(count > 0, "there are statements");
}

#[test]
fn a_statement_that_forgets_the_organisation_is_recognised() {
    for (text, names) in [
        ("select id from contacts where id = $1", Some(false)),
        ("update contacts set notes = $2 where id = $1", Some(false)),
        (
            "with gone as (select 1) delete from team_members where user_id = $1",
            Some(false),
        ),
        (
            "\n  select id from contacts where organization_id = $1 and id = $2",
            Some(true),
        ),
        (
            "insert into contacts (organization_id, id) values ($1, $2)",
            Some(true),
        ),
        ("select id from sessions where id_hash = $1", None),
        ("Choose one from contacts", None),
    ] {
        assert_eq!(statement(text), names, "{text}");
    }
}
