//! What is written down twice, and must say the same.

use super::source::{file, repository};
use clap::CommandFactory;
use std::collections::{BTreeMap, BTreeSet};
use the_plugs::accounts::roles::{Permission, Role, Scope};
use the_plugs::server::config::CommandLine;

/// The keys of a section of a TOML file whose values stand on one line.
fn section(text: &str, name: &str) -> BTreeMap<String, String> {
    text.lines()
        .skip_while(|line| line.trim() != format!("[{name}]"))
        .skip(1)
        .take_while(|line| !line.trim_start().starts_with('['))
        .filter(|line| !line.trim_start().starts_with('#'))
        .filter_map(|line| line.split_once('='))
        .map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()))
        .collect()
}

#[test]
fn the_leptos_configuration_at_run_time_says_what_the_one_at_build_time_says() {
    let at_build = section(&file("Cargo.toml"), "package.metadata.leptos");
    let at_run = section(&file("Leptos.toml"), "package.metadata.leptos");
    for key in [
        "output-name",
        "site-root",
        "site-pkg-dir",
        "site-addr",
        "hash-files",
    ] {
        assert!(at_run.contains_key(key), "Leptos.toml lacks {key}");
    }
    for (key, value) in at_run {
        assert_eq!(Some(&value), at_build.get(&key), "{key}");
    }
}

/// Read by Leptos itself, and therefore no option of ours.
const READ_BY_LEPTOS: &[&str] = &["LEPTOS_SITE_ADDR"];

/// Read by scripts that start the program, and by nothing else.
const READ_BY_SCRIPTS: &[&str] = &["PORT", "PLUGS_DEMO"];

/// Every key that an option reads, with its default.
fn options() -> BTreeMap<String, String> {
    let mut options = BTreeMap::new();
    for command in CommandLine::command().get_subcommands() {
        for option in command.get_arguments() {
            let Some(key) = option.get_env().and_then(|key| key.to_str()) else {
                continue;
            };
            let mut default = String::new();
            for value in option.get_default_values() {
                default.push_str(&value.to_string_lossy());
            }
            if option.get_action().takes_values() {
                options.insert(key.to_owned(), default);
            } else {
                options.insert(key.to_owned(), "false".into());
            }
        }
    }
    options
}

#[test]
fn the_example_of_the_configuration_lists_every_key_with_its_default_and_no_other() {
    let example: BTreeMap<String, String> = file(".env.example")
        .lines()
        .filter_map(|line| line.trim_start_matches('#').split_once('='))
        .filter(|(key, _)| {
            !key.is_empty()
                && key
                    .chars()
                    .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
        })
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect();
    let options = options();
    let listed: BTreeSet<&str> = example.keys().map(String::as_str).collect();
    let read: BTreeSet<&str> = options
        .keys()
        .map(String::as_str)
        .chain(READ_BY_LEPTOS.iter().copied())
        .chain(READ_BY_SCRIPTS.iter().copied())
        .collect();
    assert_eq!(listed, read);
    for (key, default) in options.iter().filter(|(_, default)| !default.is_empty()) {
        assert_eq!(&example[key], default, "{key}");
    }
}

#[test]
fn what_scripts_alone_read_is_read_by_one_that_starts_the_program() {
    let scripts = ["scripts/start.sh", "scripts/dev.sh", "scripts/lib/site.sh"]
        .map(file)
        .concat();
    for key in READ_BY_SCRIPTS {
        assert!(scripts.contains(&format!("setting {key})")), "{key}");
    }
}

#[test]
fn serve_explains_every_key_that_it_reads() {
    let mut command = CommandLine::command();
    command.build();
    for command in command.get_subcommands_mut() {
        for option in command.get_arguments() {
            let is_ours = !matches!(option.get_id().as_str(), "help" | "version");
            assert!(
                !is_ours || option.get_help().is_some_and(|help| help.to_string().len() > 10),
                "{} {}",
                command.get_name(),
                option.get_id()
            );
        }
    }
    let serve = command
        .find_subcommand_mut("serve")
        .expect("there is a serve")
        .render_long_help()
        .to_string();
    for key in ["DATABASE_URL", "PUBLIC_URL", "TRUSTED_PROXIES", "LOG_LEVEL"] {
        assert!(serve.contains(key), "serve --help does not name {key}");
    }
    for key in READ_BY_LEPTOS {
        assert!(serve.contains(key), "serve --help does not name {key}");
    }
}

#[test]
fn every_migration_comes_with_its_way_back() {
    let mut ups = BTreeSet::new();
    let mut downs = BTreeSet::new();
    for entry in std::fs::read_dir(repository().join("migrations")).expect("the migrations") {
        let name = entry.expect("a migration").file_name();
        let name = name.to_str().expect("a readable name").to_owned();
        if let Some(name) = name.strip_suffix(".up.sql") {
            ups.insert(name.to_owned());
        } else if let Some(name) = name.strip_suffix(".down.sql") {
            downs.insert(name.to_owned());
        } else {
            panic!("migrations/{name} is neither up nor down");
        }
    }
    assert_eq!(ups, downs);
    assert!(!ups.is_empty());
}

#[test]
fn the_document_on_security_shows_the_permissions_that_hold() {
    let text = file("docs/security.md");
    for (permission, words) in [
        (Permission::ViewContacts, "view contacts"),
        (Permission::EditContacts, "edit contacts"),
        (Permission::DeleteContacts, "delete, restore contacts"),
        (Permission::TransferContacts, "import, export contacts"),
        (Permission::ViewEvents, "view events"),
        (Permission::EditEvents, "edit, publish events"),
        (Permission::ClaimExpenses, "claim expenses"),
        (Permission::ViewExpenses, "view expenses"),
        (
            Permission::ApproveExpenses,
            "approve, pay, reverse expenses (never one's own)",
        ),
        (
            Permission::ViewAnnounced,
            "what is announced of an event (its address)",
        ),
        (Permission::ReadFeed, "one's own agenda, elsewhere (its address)"),
        (Permission::ManagePeople, "people and roles"),
        (Permission::ViewAudit, "audit, everybody's trash, jobs"),
        (
            Permission::ManageOrganization,
            "organisation settings, integrations",
        ),
        (
            Permission::OwnOrganization,
            "plan, transfer, delete the organisation",
        ),
    ] {
        let mut row = format!("| {words} |");
        for role in Role::ALL.iter().filter(|role| **role != Role::System) {
            row.push_str(match role.scope(permission) {
                Some(Scope::All) => " all |",
                Some(Scope::Team) => " own and team |",
                Some(Scope::Own) => " own |",
                None => " – |",
            });
        }
        assert!(text.contains(&row), "docs/security.md lacks `{row}`");
    }
}
