//! Files: what comes in, what is made of it, and who gets it out again.

mod agenda;
mod arriving;
mod bad;
mod covers;
mod pages;
mod pictures;
mod reading;
mod s3;

use super::site::{Answer, Browser, PAGE, PROGRAM};
use super::world::{Person, Records, World};
use reqwest::Method;
use std::time::Duration;
use the_plugs::accounts::roles::Role;
use the_plugs::ids::MediaId;
use the_plugs::jobs::kind::Tools;
use the_plugs::jobs::types::Queue;
use the_plugs::jobs::worker::{FOR_TICKETS, Settings, work};
use the_plugs::media::links::{Subject, address};
use the_plugs::media::types::{FileRow, Variant};
use the_plugs::server::work::WORK;
use the_plugs::testing::files;
use tokio::sync::watch;

/// The site with both organisations, a contact of Lumen's manager, and what works off jobs.
struct Ground {
    world: World,
    records: Records,
    stop: watch::Sender<bool>,
}

impl Ground {
    /// With a worker.
    async fn new() -> Self {
        let ground = Self::idle(&[]).await;
        ground.work();
        ground
    }

    /// Without, and with options for the store of files.
    async fn idle(options: &[&str]) -> Self {
        files(options).await;
        let world = World::new().await;
        let records = world.of_lumen(Role::Manager).await;
        // Of which there are no bytes.
        for org in [&world.lumen, &world.harbor] {
            let gone = format!("delete from media where organization_id = '{}'", org.id);
            world.site.act(org, &gone).await;
        }
        let (stop, _) = watch::channel(false);
        Self { world, records, stop }
    }

    /// Works off jobs from now on.
    fn work(&self) {
        let settings = Settings {
            queues: Queue::ALL.to_vec(),
            at_once: 2,
            rescue_after: Duration::from_secs(2),
            grace: Duration::from_secs(2),
            tools: Tools::default(),
        };
        let pool = self.world.site.db.app_pool_of(settings.connections());
        let tickets = self.world.site.db.app_pool_of(FOR_TICKETS);
        tokio::spawn(work(pool, tickets, &WORK, settings, self.stop.subscribe()));
    }

    async fn manager(&self) -> Browser {
        self.world.browser(Person::Manager).await
    }

    /// Where files are attached to the manager's contact.
    fn contact(&self) -> String {
        format!("/upload/contacts/{}", self.records.contact)
    }

    /// Waits until a file was read, and says what came of it.
    async fn settled(&self, id: MediaId) -> String {
        for _ in 0..200 {
            let status = self
                .look(&format!("select status from media where id = '{id}'"))
                .await;
            if status != "processing" {
                return status;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!(
            "nobody has read the file: {}",
            self.look("select string_agg(kind || state || coalesce(last_error, ''), ', ') from jobs")
                .await
        );
    }

    async fn look(&self, query: &str) -> String {
        self.world.site.look(query).await
    }

    /// The attachments as somebody sees them.
    async fn attachments(&self, browser: &Browser) -> Vec<FileRow> {
        let contact = self.records.contact.to_string();
        let answer = browser
            .call("/fn/contacts/attachments", &[("contact_id", &contact)])
            .await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        serde_json::from_str(&answer.body).expect("a list of files")
    }

    /// An address of a file, for whomever it may be.
    fn address(&self, person: Role, file: MediaId, variant: Variant) -> String {
        let subject = Subject {
            organization: self.world.lumen.id,
            user: self.world.lumen.user(person),
            file,
            variant,
        };
        address(&subject).expect("a store of files")
    }

    /// Nothing is set aside or half there: what is counted is what there is.
    async fn assert_counted(&self) {
        let difference = "select coalesce(sum(bytes), 0) - (select coalesce(sum(file_size), 0) from media where purged_at is null) from storage_totals";
        assert_eq!(self.look(difference).await, "0");
        assert_eq!(
            self.look("select count(*) from uploads where bytes > 0").await,
            "0"
        );
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

const BOUNDARY: &str = "----------------lumen";

/// A form with files, as a browser sends it.
fn form(files: &[(&str, &[u8])]) -> (String, Vec<u8>) {
    let mut body = Vec::new();
    for (name, bytes) in files {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: image/png\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={BOUNDARY}"), body)
}

/// Sends a file as the hydrated page does.
async fn send(browser: &Browser, path: &str, name: &str, bytes: &[u8]) -> Answer {
    let (kind, body) = form(&[(name, bytes)]);
    browser
        .request(Method::POST, path, PROGRAM)
        .body(&kind, body)
        .send()
        .await
}

/// Sends a file that is taken.
async fn sent(browser: &Browser, path: &str, name: &str, bytes: &[u8]) -> MediaId {
    let answer = send(browser, path, name, bytes).await;
    assert_eq!(answer.status, 200, "{name}: {}", answer.body);
    let stored: Vec<MediaId> = serde_json::from_str(&answer.body).expect("ids");
    stored[0]
}

/// Sends one that is not, and gives the sentence that says why.
async fn refused(browser: &Browser, path: &str, name: &str, bytes: &[u8], status: u16) -> String {
    let answer = send(browser, path, name, bytes).await;
    assert_eq!(answer.status, status, "{name}: {}", answer.body);
    answer.assert_tells_nothing();
    answer.error().told()
}

async fn fetch(browser: &Browser, address: &str) -> Answer {
    browser.request(Method::GET, address, "*/*").send().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_form_with_files_works_without_javascript_and_says_why_one_was_not_taken() {
    let ground = Ground::new().await;
    let mut browser = ground.manager().await;
    let page = format!("/contacts/{}", ground.records.contact);
    browser.get(&page).await;
    let post = async |files: &[(&str, &[u8])]| {
        let (kind, body) = form(files);
        let question = browser.request(Method::POST, &ground.contact(), PAGE);
        let answer = question.body(&kind, body).send().await;
        assert_eq!(
            (answer.status.as_u16(), answer.location.as_str()),
            (303, page.as_str())
        );
    };
    post(&[("one.txt", b"One"), ("two.txt", b"Two")]).await;
    let mut names: Vec<_> = ground
        .attachments(&browser)
        .await
        .into_iter()
        .map(|file| file.name)
        .collect();
    names.sort();
    assert_eq!(names, ["one.txt", "two.txt"]);
    // A field in which nothing was chosen.
    post(&[("", b"")]).await;
    assert_eq!(ground.attachments(&browser).await.len(), 2);
    ground.assert_counted().await;
}
