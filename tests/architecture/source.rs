//! The sources of the product, taken apart far enough to ask who uses whom.

use std::path::{Path, PathBuf};

/// One file under `src/`.
pub struct Source {
    /// Its path under `src/`, with `/`.
    pub path: String,
    /// As it was written.
    pub text: String,
    /// The code alone: comments gone, and what stands in quotes.
    pub code: String,
    /// What stands in quotes.
    pub literals: Vec<String>,
}

/// The repository's folder.
pub fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A file of the repository.
pub fn file(path: &str) -> String {
    std::fs::read_to_string(repository().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every Rust file under `src/`, in order of its path.
pub fn sources() -> Vec<Source> {
    sources_in("src")
}

/// Every Rust file under a folder of the repository.
pub fn sources_in(folder: &str) -> Vec<Source> {
    let root = repository().join(folder);
    let mut paths = Vec::new();
    walk(&root, &mut paths);
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("a readable source");
            let path = path.strip_prefix(&root).expect("a path under it");
            let path = path.to_str().expect("a readable name").replace('\\', "/");
            Source::new(path, text)
        })
        .collect()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

impl Source {
    pub fn new(path: String, text: String) -> Self {
        let (mut code, literals) = split(&text);
        // Tests at the end of a file may use what they like.
        if let Some(tests) = code.find("#[cfg(test)]\nmod ")
            && code[tests..].contains("{\n")
        {
            code.truncate(tests);
        }
        Self {
            path,
            text,
            code,
            literals,
        }
    }

    /// The module that the file is: `contacts/queries/list.rs` is `contacts::queries::list`.
    pub fn module(&self) -> Vec<String> {
        let path = self.path.trim_end_matches(".rs").trim_end_matches("/mod");
        if matches!(path, "lib" | "main") {
            return Vec::new();
        }
        path.split('/').map(str::to_owned).collect()
    }

    pub fn is_test(&self) -> bool {
        self.module().iter().any(|segment| segment == "tests")
    }

    /// Every path into the crate that the code names, from its root.
    pub fn uses(&self) -> Vec<Vec<String>> {
        let mut found = Vec::new();
        for start in ["crate::", "super::", "the_plugs::"] {
            for (at, _) in self.code.match_indices(start) {
                let before = self.code[..at].chars().next_back();
                // `pub(in crate::…)` is the only other place, and `super::super::` begins once.
                if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':' || c == '$') {
                    continue;
                }
                let mut base = if start == "super::" {
                    self.module()
                } else {
                    Vec::new()
                };
                let mut rest = &self.code[at..];
                while let Some(after) = rest.strip_prefix("super::") {
                    base.pop();
                    rest = after;
                }
                let rest = rest
                    .strip_prefix("crate::")
                    .or_else(|| rest.strip_prefix("the_plugs::"))
                    .unwrap_or(rest);
                let mut rest = rest.chars().peekable();
                tree(&mut rest, &base, &mut found);
            }
        }
        // `use crate::audit;` and then `audit::queries::…`.
        let whole: Vec<String> = found
            .iter()
            .filter(|path| path.len() == 1)
            .map(|path| path[0].clone())
            .collect();
        for name in whole {
            for (at, _) in self.code.match_indices(&format!("{name}::")) {
                let before = self.code[..at].chars().next_back();
                if !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
                    tree(&mut self.code[at..].chars().peekable(), &[], &mut found);
                }
            }
        }
        found.sort();
        found.dedup();
        found
    }
}

/// Reads `a::b::{c, d::e}` and adds each path in it.
fn tree(rest: &mut std::iter::Peekable<std::str::Chars<'_>>, base: &[String], found: &mut Vec<Vec<String>>) {
    let mut path = base.to_vec();
    loop {
        while rest.next_if(|c| c.is_whitespace()).is_some() {}
        if rest.next_if_eq(&'{').is_some() {
            loop {
                while rest.next_if(|c| c.is_whitespace() || *c == ',').is_some() {}
                if rest.peek().is_none() || rest.next_if_eq(&'}').is_some() {
                    return;
                }
                tree(rest, &path, found);
            }
        }
        let mut name = String::new();
        while let Some(c) = rest.next_if(|c| c.is_alphanumeric() || *c == '_' || *c == '*') {
            name.push(c);
        }
        match name.as_str() {
            "" => {
                // Nothing that belongs to a path: step over it, so that the caller gets on.
                rest.next();
                return;
            }
            "self" => {}
            _ => path.push(name),
        }
        let mut ahead = rest.clone();
        if ahead.next() == Some(':') && ahead.next() == Some(':') {
            rest.next();
            rest.next();
            continue;
        }
        found.push(path);
        // `as other` names nothing new.
        let mut ahead = rest.clone();
        let alias: String = ahead.by_ref().take(4).collect();
        if alias == " as " {
            *rest = ahead;
            while rest.next_if(|c| c.is_alphanumeric() || *c == '_').is_some() {}
        }
        return;
    }
}

/// Parts the code from comments and from what stands in quotes.
fn split(text: &str) -> (String, Vec<String>) {
    let mut code = String::new();
    let mut literals = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if rest.starts_with("//") {
            rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
        } else if rest.starts_with("/*") {
            rest = &rest[rest.find("*/").map_or(rest.len(), |end| end + 2)..];
        } else if let Some((literal, after)) = raw_string(rest, &code).or_else(|| string(rest)) {
            literals.push(literal.to_owned());
            code.push_str("\"\"");
            rest = after;
        } else if let Some(after) = character(rest) {
            code.push_str("' '");
            rest = after;
        } else {
            code.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    (code, literals)
}

fn raw_string<'a>(rest: &'a str, before: &str) -> Option<(&'a str, &'a str)> {
    let after_r = rest.strip_prefix('r')?;
    if before.ends_with(|c: char| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let hashes = after_r.len() - after_r.trim_start_matches('#').len();
    let inside = after_r[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let at = inside.find(&end)?;
    Some((&inside[..at], &inside[at + end.len()..]))
}

fn string(rest: &str) -> Option<(&str, &str)> {
    let inside = rest.strip_prefix('"')?;
    let mut is_escaped = false;
    for (at, c) in inside.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return Some((&inside[..at], &inside[at + 1..])),
            _ => {}
        }
    }
    None
}

/// A character in single quotes; a lifetime is none.
fn character(rest: &str) -> Option<&str> {
    let inside = rest.strip_prefix('\'')?;
    let (first, after) = (
        inside.chars().next()?,
        &inside[inside.chars().next()?.len_utf8()..],
    );
    if first == '\\' {
        let end = after[1..].find('\'')?;
        return Some(&after[1 + end + 1..]);
    }
    after.strip_prefix('\'')
}

#[test]
fn sources_are_taken_apart_as_rust_reads_them() {
    let text = r##"
        // crate::comment::no
        use crate::contacts::{types::{ContactForm, Contact as C}, queries};
        use super::roles::Role;
        use crate::audit;
        fn g() { audit::queries::stages(); other::audit::no(); }
        fn f<'a>(x: &'a str) { crate::db::pool("crate::in::quotes", 'x', '\'', r#"select "a""#); }
    "##;
    let source = Source::new("accounts/pages/sign_in.rs".into(), text.into());
    let uses: Vec<String> = source.uses().iter().map(|path| path.join("::")).collect();
    assert_eq!(
        uses,
        [
            "accounts::pages::roles::Role",
            "audit",
            "audit::queries::stages",
            "contacts::queries",
            "contacts::types::Contact",
            "contacts::types::ContactForm",
            "db::pool",
        ]
    );
    assert_eq!(source.literals, ["crate::in::quotes", "select \"a\""]);
}
