//! A thousand secrets go in by the product, keys are replaced while it runs, and none is found where it must not be.

use super::program::Program;
use super::site::TestSite;
use super::world::{Person, World};
use sqlx::postgres::PgConnectOptions;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use the_plugs::hex::hex;
use the_plugs::testing::MASTER_KEY;

/// A telephone number and a note that nobody else would write.
struct Canary {
    phone: String,
    note: String,
}

/// How each of them begins, so that a dump and a log are searched once and not a thousand times.
const BEGINNINGS: [&str; 2] = ["8642097531", "canary"];

impl Canary {
    fn new() -> Self {
        let [digits, word] = BEGINNINGS;
        let random: u64 = rand::random();
        Self {
            phone: format!("+{digits}{:06}", random % 1_000_000),
            note: format!("{word} {random:016x}"),
        }
    }
}

/// A contact with a canary, as its form sends it.
fn form<'a>(last_name: &'a str, canary: &'a Canary) -> [(&'static str, &'a str); 8] {
    [
        ("first_name", "Ada"),
        ("last_name", last_name),
        ("phone", &canary.phone),
        ("notes", &canary.note),
        ("contact_type", "target"),
        ("status", "cold_lead"),
        ("priority", "medium"),
        ("lead_score", "0"),
    ]
}

/// Where a canary stands in a text, as it is written or as PostgreSQL writes its bytes.
fn found_in(text: &str) -> Option<String> {
    BEGINNINGS.iter().find_map(|beginning| {
        let at = text
            .find(beginning)
            .or_else(|| text.find(&hex(beginning.as_bytes())))?;
        Some(
            text.chars()
                .skip(text[..at].chars().count().saturating_sub(300))
                .take(600)
                .collect(),
        )
    })
}

/// The newest tool of this name that PostgreSQL came with.
fn tool(name: &str) -> PathBuf {
    let mut found: Vec<_> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|version| Some(version.ok()?.path().join("bin").join(name)))
        .filter(|path| path.is_file())
        .collect();
    found.sort();
    found.pop().unwrap_or_else(|| name.into())
}

/// The address of a test's database, as an administrator signs in to it.
fn administrators(options: &PgConnectOptions) -> String {
    let cluster = std::env::var("TEST_DATABASE_URL").expect("TEST_DATABASE_URL");
    let mut url: url::Url = cluster.parse().expect("an address");
    url.set_path(options.get_database().expect("a database"));
    url.into()
}

fn dump(address: &str) -> String {
    let output = Command::new(tool("pg_dump"))
        .arg(address)
        .output()
        .expect("pg_dump");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// `the-plugs keys rotate --new-master`, which another thread waits for.
fn rotate(address: String, file: &Path) -> std::thread::JoinHandle<Output> {
    let file = file.to_owned();
    std::thread::spawn(move || {
        Command::new(env!("CARGO_BIN_EXE_the-plugs"))
            .args(["keys", "rotate", "--new-master", "--reading-seconds", "2"])
            .env("MIGRATION_DATABASE_URL", address)
            .env("PLUGS_MASTER_KEY", "")
            .env("PLUGS_MASTER_KEY_FILE", file)
            .output()
            .expect("the program")
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_secrets_are_shown_while_keys_are_replaced_and_are_in_no_dump_and_no_log() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("master.key");
    fs::write(&file, MASTER_KEY).expect("a master key");
    let world = World::of(TestSite::new().await).await;
    let keys = [
        ("PLUGS_MASTER_KEY", ""),
        ("PLUGS_MASTER_KEY_FILE", file.to_str().expect("a path")),
        // Whatever anything has to say.
        ("LOG_LEVEL", "trace"),
    ];
    let program = Program::start(&world.site.db, &keys).await;
    let mut owner = world.browser(Person::Owner).await.at(&program.url(""));

    let mut canaries: Vec<_> = (0..501).map(|_| Canary::new()).collect();
    for (number, canary) in canaries.iter().enumerate().skip(1) {
        let name = format!("Number{number}");
        let answer = owner.call("/fn/contacts/create", &form(&name, canary)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    // One that is refused, and waits in the session to be shown again.
    owner.page = "/contacts/new".into();
    let refused = [
        ("first_name", "Ada"),
        ("phone", &*canaries[0].phone),
        ("notes", &*canaries[0].note),
    ];
    let answer = owner.post("/fn/contacts/create", &refused).await;
    assert_eq!(answer.status, 303, "{}", answer.body);

    let ids = world
        .site
        .look("select string_agg(id::text, ' ' order by substr(last_name, 7)::int) from contacts where last_name like 'Number%'")
        .await;
    let ids: Vec<_> = ids.split(' ').collect();
    assert_eq!(ids.len(), 500);
    // What was there is changed, looked for, kept in a view, and somebody is told of it.
    for number in 1..=50 {
        canaries[number] = Canary::new();
        canaries[number].note += " for @Admin Lumen";
        let (canary, name) = (&canaries[number], format!("Number{number}"));
        let mut changed = form(&name, canary).to_vec();
        changed.extend([("contact_id", ids[number - 1]), ("version", "1")]);
        let answer = owner.call("/fn/contacts/update", &changed).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let typed = [("typed", canary.phone.as_str())];
        let answer = owner.call("/fn/contacts/search", &typed).await;
        assert!(answer.body.contains(&name), "{}", answer.body);
    }
    let query = format!("?q=%2B{}", &canaries[1].phone[1..]);
    let answer = owner.get(&format!("/contacts{query}")).await;
    assert!(
        answer.body.contains("Number1<"),
        "found by its number: {}",
        answer.body
    );
    let view = [("name", "By number"), ("query", query.as_str())];
    let answer = owner.call("/fn/contacts/create-view", &view).await;
    assert_eq!(answer.status, 422, "{}", answer.body);
    let told = "select count(*)::text from notifications where kind = 'mentioned'";
    assert_eq!(world.site.look(told).await, "100", "here and by mail");
    let address = administrators(&world.site.db.admin_options());
    let before = dump(&address);
    let rotating = rotate(address.clone(), &file);
    let mut reads = 0;
    while !rotating.is_finished() || reads < 20 {
        let number = (reads * 37) % ids.len();
        let page = owner.get(&format!("/contacts/{}", ids[number])).await;
        assert!(page.body.contains(&canaries[number + 1].note), "{}", page.body);
        assert!(page.body.contains(&canaries[number + 1].phone), "{}", page.body);
        reads += 1;
    }
    let rotated = rotating.join().expect("a thread");
    let said = String::from_utf8_lossy(&[rotated.stdout, rotated.stderr].concat()).into_owned();
    assert!(rotated.status.success() && said.contains("sealed anew"), "{said}");
    let master = fs::read_to_string(&file).expect("the master key");
    assert!(
        master.trim().len() == 64 && master.trim() != MASTER_KEY,
        "one, and another"
    );

    let (dump, log) = (dump(&address), program.log());
    assert!(dump.contains("COPY public.organization_keys") && dump.contains("Number500"));
    assert!(log.contains("serving"), "{log}");
    for text in [&before, &dump, &log, &said] {
        assert_eq!(found_in(text), None);
    }
    let control = format!("x {} {}", canaries[0].note, canaries[0].phone);
    assert!(found_in(&control).is_some(), "what is there is found");
    // What is refused is shown again, sealed or not.
    canaries.push(Canary::new());
    let last = canaries.last().expect("one");
    owner.page = "/contacts/new".into();
    let answer = owner
        .post_and_follow(
            "/fn/contacts/create",
            &[("first_name", "Ada"), ("notes", &last.note)],
        )
        .await;
    assert!(answer.body.contains(&last.note), "{}", answer.body);
}
