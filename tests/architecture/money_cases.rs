//! The cases of the rules of money, each with the test that proves it.

use super::source::{file, repository, sources};
use std::collections::BTreeSet;

/// Where the cases stand.
const CASES: &str = "docs/expenses-cases.md";

/// How many rules there are.
const RULES: u32 = 11;

/// The rule of each case, and the tests that are named for it.
fn cases() -> Vec<(u32, Vec<String>)> {
    let text = file(CASES);
    let rows = text
        .lines()
        .map(|line| line.split(" | ").map(str::trim).collect::<Vec<_>>());
    rows.filter_map(|cells| {
        let rule = cells.first()?.trim_start_matches("| ").parse().ok()?;
        assert_eq!(cells.len(), 4, "{cells:?}");
        let named = cells.last()?.split('`').skip(1).step_by(2);
        Some((rule, named.map(str::to_owned).collect()))
    })
    .collect()
}

/// The file of a test that is named by its modules; one that stands beside what it tests is in a module of that file.
fn file_of(modules: &[&str]) -> Option<String> {
    let folders: &[&str] = match modules.first() {
        Some(&"contract" | &"architecture") => &["tests"],
        _ => &["src"],
    };
    let beside = modules.split_last().map_or(modules, |(_, above)| above);
    [modules, beside].into_iter().find_map(|path| {
        let path = path.join("/");
        let mut places = folders
            .iter()
            .flat_map(|folder| [format!("{folder}/{path}.rs"), format!("{folder}/{path}/mod.rs")]);
        places.find(|place| repository().join(place).is_file())
    })
}

/// Whether a text has a test of this name: a function with the attribute of one.
fn has_test(text: &str, name: &str) -> bool {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let heads = [format!("fn {name}("), format!("async fn {name}(")];
    lines.iter().enumerate().any(|(at, line)| {
        let before = lines.iter().take(at).rev();
        let mut attributes = before.take_while(|line| line.starts_with("#["));
        heads.iter().any(|head| line.starts_with(head.as_str()))
            && attributes.any(|line| line.starts_with("#[test]") || line.starts_with("#[tokio::test"))
    })
}

#[test]
fn every_case_of_the_rules_of_money_names_a_test_that_is_there() {
    let mut missing = Vec::new();
    for (rule, tests) in cases() {
        assert!(!tests.is_empty(), "a case of rule {rule} has no test");
        for test in tests {
            let mut modules: Vec<&str> = test.split("::").collect();
            let name = modules.pop().unwrap_or_default();
            let found = file_of(&modules).is_some_and(|path| has_test(&file(&path), name));
            if !found {
                missing.push(test);
            }
        }
    }
    assert!(missing.is_empty(), "{CASES} names what is no test: {missing:#?}");
}

#[test]
fn every_rule_of_money_has_cases() {
    let rules: BTreeSet<u32> = cases().iter().map(|(rule, _)| *rule).collect();
    assert_eq!(rules, (1..=RULES).collect());
}

#[test]
fn a_test_is_known_from_what_only_has_its_name() {
    let text = "fn helper() {}\n#[test]\nfn one() {}\n    #[tokio::test(flavor = \"x\")]\n    #[ignore]\n    async fn other() {}\n// #[test]\nfn none() {}";
    assert!(has_test(text, "one") && has_test(text, "other"));
    assert!(!has_test(text, "helper") && !has_test(text, "none") && !has_test(text, "on"));
}

#[test]
fn amounts_of_money_have_no_plus() {
    for source in sources() {
        for operator in ["Add", "Sub", "AddAssign", "SubAssign", "Sum"] {
            for what in [format!("{operator} for Money"), format!("{operator}<Money> for")] {
                assert!(!source.code.contains(&what), "{}: {what}", source.path);
            }
        }
    }
}
