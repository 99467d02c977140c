//! Who may use whom.

use super::source::{Source, sources};

/// What a module is. The text is its domain, where it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Ui,
    /// What everything may use: errors, forms, ids.
    Shared,
    Types(String),
    Components(String),
    Pages(String),
    ServerFns(String),
    Queries(String),
    /// The rest of a domain, which works on the server: signing in, jobs, the API.
    Server(String),
    Tenancy,
    Db,
    App,
    Site,
    Seed,
    Anything,
}

/// Folders of `src/` that are no domain.
const NO_DOMAIN: &[&str] = &[
    "ui", "server", "db", "app", "seed", "api", "forms", "error", "tenancy",
];

/// Modules of the kit that hold values rather than components.
const VALUES: &[&str] = &["time", "money", "locale", "words"];

fn part(module: &[String], domains: &[String]) -> Part {
    let Some(first) = module.first() else {
        return Part::Anything;
    };
    if module.iter().any(|segment| segment == "tests") {
        return Part::Anything;
    }
    if domains.contains(first) {
        let domain = first.clone();
        return match module.get(1).map(String::as_str) {
            Some("types" | "roles") => Part::Types(domain),
            Some("components") => Part::Components(domain),
            Some("pages") => Part::Pages(domain),
            Some("server_fns") => Part::ServerFns(domain),
            Some("queries") => Part::Queries(domain),
            _ => Part::Server(domain),
        };
    }
    match first.as_str() {
        "ui" => Part::Ui,
        "tenancy" => Part::Tenancy,
        "db" => Part::Db,
        "app" => Part::App,
        "server" => Part::Site,
        "seed" => Part::Seed,
        "testing" => Part::Anything,
        _ => Part::Shared,
    }
}

/// Arrows that go against the rule, each for a reason.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    (
        "error",
        "server::request_id",
        "an internal error names its request",
    ),
    ("tenancy", "server::request_id", "the audit names the request"),
    (
        "app",
        "server::security",
        "the shell sets the policy with the page's nonce",
    ),
    ("app", "accounts::server_fns", "the frame's menu signs out"),
    (
        "accounts",
        "app::PUBLIC_PAGES",
        "who may see a page is settled in front of it",
    ),
    (
        "accounts",
        "server::sessions::Device",
        "the session store says on which devices a person is signed in",
    ),
    ("expenses", "media::papers", "receipts are put into documents"),
    (
        "expenses",
        "media::pdf",
        "the process that reads PDF files of others reads those of receipts for documents",
    ),
    (
        "calendars",
        "media::storage",
        "the addresses of feeds are signed with the key of those of files",
    ),
];

fn may(from: &Part, to: &Part, target: &[String]) -> bool {
    use Part as P;
    let is_value = target
        .get(1)
        .is_some_and(|module| VALUES.contains(&module.as_str()));
    if from == to || *from == P::Anything {
        return true;
    }
    match (from, to) {
        (P::Ui, P::Shared) => target[0] != "ids",
        (P::Ui | P::Shared, _) => false,
        (_, P::Shared) => true,

        (P::Types(_), P::Types(_)) => true,
        (P::Types(_) | P::Queries(_) | P::ServerFns(_), P::Ui) => is_value,
        (P::Types(_), _) => false,

        (P::Components(_), P::Types(_) | P::Ui) => true,
        (P::Components(_), _) => false,

        (P::Pages(_), P::Components(_) | P::Types(_) | P::Ui | P::App) => true,
        (P::Pages(own), P::ServerFns(of)) => own == of,
        (P::Pages(_), _) => false,

        (P::ServerFns(_), P::Queries(_) | P::Types(_) | P::Tenancy) => true,
        (P::ServerFns(own), P::Server(of)) => own == of,
        (P::ServerFns(_), _) => false,

        (P::Queries(_), P::Queries(_) | P::Types(_) | P::Tenancy | P::Db) => true,
        // What a sealed value is, to the queries of each domain.
        (P::Queries(own), P::Server(of)) => own == of || of == "sealing",
        (P::Queries(_), _) => false,

        (P::Tenancy, P::Db | P::Types(_)) => true,
        (P::Tenancy | P::Db, _) => false,

        (P::App, P::Pages(_) | P::Components(_) | P::Types(_) | P::Ui) => true,
        (P::App, _) => false,

        (P::Server(_), P::Queries(_) | P::Types(_) | P::Tenancy | P::Db | P::Site) => true,
        (P::Server(_), P::Ui) => is_value,
        // What a job is, to the `jobs.rs` of each domain.
        (P::Server(_), P::Server(of)) => of == "jobs",
        (P::Server(_), _) => false,

        (
            P::Site,
            P::Server(_) | P::Queries(_) | P::Types(_) | P::Tenancy | P::Db | P::App | P::Seed | P::Ui,
        ) => true,
        (P::Site, _) => false,

        (P::Seed, P::Server(_) | P::Queries(_) | P::Types(_) | P::Tenancy | P::Db) => true,
        (P::Seed, _) => false,
        (P::Anything, _) => true,
    }
}

/// What a set of sources breaks.
fn forbidden(sources: &[Source]) -> Vec<String> {
    let mut domains: Vec<String> = sources
        .iter()
        .filter_map(|source| source.path.split_once('/').map(|(folder, _)| folder.to_owned()))
        .filter(|folder| !NO_DOMAIN.contains(&folder.as_str()))
        .collect();
    domains.sort();
    domains.dedup();
    let mut found = Vec::new();
    for source in sources.iter().filter(|source| source.path != "lib.rs") {
        let from = part(&source.module(), &domains);
        for target in source.uses() {
            if target
                .first()
                .is_none_or(|first| first.starts_with(char::is_uppercase))
            {
                continue;
            }
            // What is taken of a domain that was named as a whole is listed by itself.
            if target.len() == 1 && domains.contains(&target[0]) {
                continue;
            }
            let to = part(&target, &domains);
            let is_excepted = EXCEPTIONS.iter().any(|(of, module, _)| {
                source.module().first().is_some_and(|first| first == of)
                    && target.join("::").starts_with(module)
            });
            if !may(&from, &to, &target) && !is_excepted {
                found.push(format!("src/{} may not use {}", source.path, target.join("::")));
            }
        }
    }
    found
}

#[test]
fn arrows_run_one_way_from_the_page_to_the_database() {
    let found = forbidden(&sources());
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn every_forbidden_arrow_is_found() {
    for (path, code) in [
        ("ui/button.rs", "use crate::contacts::types::Contact;"),
        ("ui/button.rs", "use crate::ids::ContactId;"),
        ("ui/button.rs", "use crate::app::use_viewer;"),
        ("contacts/types.rs", "use crate::ui::button::Button;"),
        ("contacts/types.rs", "use super::queries::find;"),
        (
            "contacts/components/card.rs",
            "use super::super::server_fns::MoveContact;",
        ),
        ("contacts/components/card.rs", "use crate::contacts::queries;"),
        (
            "contacts/pages/list.rs",
            "use crate::contacts::{queries, types::Contact};",
        ),
        (
            "contacts/pages/list.rs",
            "use crate::accounts::server_fns::SignIn;",
        ),
        (
            "contacts/pages/list.rs",
            "use crate::accounts::pages::SignInPage;",
        ),
        ("contacts/pages/list.rs", "use crate::tenancy::Tenant;"),
        ("contacts/server_fns.rs", "use crate::db::pool;"),
        ("contacts/server_fns.rs", "use super::pages::ContactPage;"),
        (
            "contacts/server_fns.rs",
            "fn f() { crate::accounts::server_fns::sign_out(); }",
        ),
        ("contacts/queries.rs", "use crate::server::router::Site;"),
        ("contacts/queries.rs", "use super::server_fns::MoveContact;"),
        ("contacts/jobs.rs", "use super::pages::ContactPage;"),
        ("contacts/jobs.rs", "use crate::accounts::sign_in::sign_in;"),
        ("tenancy.rs", "use crate::contacts::queries;"),
        ("db.rs", "use crate::tenancy::Tenant;"),
        ("error.rs", "use crate::tenancy::Tenant;"),
        ("app.rs", "use crate::contacts::queries;"),
    ] {
        let ground =
            ["accounts/types.rs", "contacts/types.rs"].map(|path| Source::new(path.into(), String::new()));
        let mut sources = vec![Source::new(path.into(), code.into())];
        sources.extend(ground);
        assert_eq!(forbidden(&sources).len(), 1, "src/{path}: {code}");
    }
}
