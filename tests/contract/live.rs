//! The stream of live updates, as browsers listen to it.

mod many;

use super::program::Program;
use super::site::{Browser, PAGE, PASSWORD};
use super::world::{Person, World};
use reqwest::{Method, Response, StatusCode};
use std::time::Duration;
use the_plugs::accounts::roles::Role;
use the_plugs::live::hub::MOST_OF_A_PERSON;
use the_plugs::live::tell;

const STREAM: &str = "text/event-stream";

/// A stream as far as it was read.
struct Stream {
    response: Response,
    text: String,
}

impl Stream {
    async fn of(browser: &Browser) -> Self {
        let response = browser.request(Method::GET, "/live", STREAM).open().await;
        assert_eq!(response.status(), StatusCode::OK);
        let header = |name: &str| response.headers()[name].to_str().expect("text").to_owned();
        assert_eq!(header("content-type"), STREAM);
        assert_eq!(header("cache-control"), "no-store");
        let mut stream = Self {
            response,
            text: String::new(),
        };
        stream.until("event: hello\n").await;
        stream
    }

    /// Reads until it has said something.
    async fn until(&mut self, what: &str) {
        let reading = async {
            while !self.text.contains(what) {
                let chunk = self
                    .response
                    .chunk()
                    .await
                    .expect("a stream")
                    .expect("more of it");
                self.text.push_str(&String::from_utf8_lossy(&chunk));
            }
        };
        let read = tokio::time::timeout(Duration::from_secs(10), reading).await;
        assert!(read.is_ok(), "{what} was not said, but {}", self.text);
    }

    /// Everything it says within a moment.
    async fn rest(mut self, moment: Duration) -> String {
        while let Ok(Ok(Some(chunk))) = tokio::time::timeout(moment, self.response.chunk()).await {
            self.text.push_str(&String::from_utf8_lossy(&chunk));
        }
        self.text
    }

    /// Waits until it has ended.
    async fn end(mut self) {
        let ending = async { while let Ok(Some(_)) = self.response.chunk().await {} };
        let ended = tokio::time::timeout(Duration::from_secs(10), ending).await;
        assert!(ended.is_ok(), "the stream goes on");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_change_is_told_to_those_who_may_see_it_and_to_nobody_else() {
    let world = World::new().await;
    let records = world.of_lumen(Role::Member).await;
    let member = world.browser(Person::Member).await;
    let mut colleague = Stream::of(&world.browser(Person::Owner).await).await;
    let door = Stream::of(&world.browser(Person::Door).await).await;
    let foreign = Stream::of(&world.browser(Person::Foreign).await).await;
    let contact = records.contact.to_string();
    let answer = member
        .call("/fn/contacts/move", &[("contact_id", &contact), ("to", "plug")])
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);

    // Its own browser knows it by the id of its request.
    let cause = answer.header("x-request-id").to_owned();
    let change = format!("{{\"kind\":\"contact\",\"id\":\"{contact}\",\"cause\":\"{cause}\"}}");
    colleague.until(&change).await;
    let moment = Duration::from_millis(500);
    let said = colleague.rest(moment).await;
    for content in ["Ada", "Lumenwright", "plug"] {
        assert!(!said.contains(content), "{content} in {said}");
    }
    for (silent, whose) in [(door, "the door's"), (foreign, "another organisation's")] {
        let said = silent.rest(moment).await;
        assert_eq!(said.matches("data:").count(), 1, "{whose}: {said}");
        assert!(!said.contains(&contact), "{whose}: {said}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_claims_hears_what_becomes_of_their_claim_and_nobody_hears_who_does_not_see_it() {
    let world = World::new().await;
    let (member, owner) = (
        world.browser(Person::Member).await,
        world.browser(Person::Owner).await,
    );
    let mut claimant = Stream::of(&member).await;
    let mut manager = Stream::of(&world.browser(Person::Manager).await).await;
    let door = Stream::of(&world.browser(Person::Door).await).await;
    let foreign = Stream::of(&world.browser(Person::Foreign).await).await;
    let today = chrono::Utc::now().format("%Y-%m-%d").to_string();
    let claim = [
        ("merchant", "City Cabs"),
        ("amount", "24.50"),
        ("currency", "EUR"),
        ("expense_date", &today),
        ("expense_type", "travel"),
        ("submit", "true"),
    ];
    let made = member.call("/fn/expenses/create", &claim).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.body);
    let id = made.body.trim_matches('"').to_owned();
    let version = world
        .site
        .look(&format!("(select version::text from expenses where id = '{id}')"))
        .await;
    let seen = format!("{id}:{version}");
    let approve = [("claims[]", seen.as_str()), ("verdict", "approve")];
    let answer = owner.call("/fn/expenses/decide", &approve).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let cause = answer.header("x-request-id").to_owned();
    let change = format!("{{\"kind\":\"expense\",\"id\":\"{id}\",\"cause\":\"{cause}\"}}");
    claimant.until(&change).await;

    let moment = Duration::from_millis(500);
    assert!(!manager.text.contains(&id), "whose team it is not");
    for (silent, whose) in [(door, "the door's"), (foreign, "another organisation's")] {
        let said = silent.rest(moment).await;
        assert!(!said.contains(&id), "{whose}: {said}");
    }
    // From now on they answer for whoever claims.
    let (lumen, team) = (world.lumen.id, uuid::Uuid::now_v7());
    world
        .site
        .act(
            &world.lumen,
            &format!(
                "insert into teams (organization_id, id, name, created_by)
                   select organization_id, '{team}', 'Berlin', id from users where organization_id = '{lumen}' and role = 'owner';
                 insert into team_members (organization_id, team_id, user_id)
                   select organization_id, '{team}', id from users where organization_id = '{lumen}' and role in ('manager', 'member')"
            ),
        )
        .await;
    let made = member.call("/fn/expenses/create", &claim).await;
    manager.until(made.body.trim_matches('"')).await;
    assert!(!manager.text.contains(&id), "what was told before");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_worker_that_listens_may_ask_this_site_and_nothing_else() {
    let world = World::new().await;
    let answer = world
        .site
        .browser()
        .request(Method::GET, "/live.js", "*/*")
        .send()
        .await;
    let policy = answer.header("content-security-policy");
    assert_eq!(
        policy,
        "default-src 'none'; connect-src 'self'; frame-ancestors 'none'"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobody_listens_without_being_signed_in_and_nobody_too_often() {
    let world = World::new().await;
    let anonymous = world.site.browser();
    let answer = anonymous.request(Method::GET, "/live", STREAM).send().await;
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (StatusCode::NO_CONTENT, "")
    );

    let owner = world.browser(Person::Owner).await;
    let mut streams = Vec::new();
    for _ in 0..MOST_OF_A_PERSON {
        streams.push(Stream::of(&owner).await);
    }
    let answer = owner.request(Method::GET, "/live", STREAM).send().await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    streams.pop();
    let begun = std::time::Instant::now();
    while world.site.live.listening().len() >= MOST_OF_A_PERSON {
        assert!(
            begun.elapsed() < Duration::from_secs(10),
            "a stream that is closed is counted"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Stream::of(&owner).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_stream_ends_with_its_session_and_when_its_person_may_something_else() {
    let world = World::new().await;
    let (member, admin) = (
        world.browser(Person::Member).await,
        world.browser(Person::Admin).await,
    );
    let [signed_out, demoted] = [Stream::of(&member).await, Stream::of(&admin).await];
    let stays = Stream::of(&world.browser(Person::Owner).await).await;
    member.post("/fn/accounts/sign-out", &[]).await;
    let lumen = world.lumen.id;
    world
        .site
        .act(
            &world.lumen,
            &format!("update users set role = 'door', is_admin = false where organization_id = '{lumen}' and role = 'admin'"),
        )
        .await;
    tell::end_what_is_no_longer_allowed(&world.site.live, &world.site.sessions)
        .await
        .expect("a look at the sessions");
    signed_out.end().await;
    demoted.end().await;
    assert_eq!(world.site.live.listening().len(), 1);
    drop(stays);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn streams_end_at_once_when_the_program_is_told_to_stop() {
    let world = World::new().await;
    let mut program = Program::start(&world.site.db, &[]).await;
    let client = crate::support::client()
        .cookie_store(true)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("a client");
    let origin = program.url("");
    let answer = client
        .post(program.url("/fn/accounts/sign-in"))
        .header("origin", &origin)
        .header("accept", PAGE)
        .form(&[("email", "member@lumen.example"), ("password", PASSWORD)])
        .send()
        .await
        .expect("an answer");
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let open = client
        .get(program.url("/live"))
        .header("accept", STREAM)
        .send()
        .await;
    let mut stream = Stream {
        response: open.expect("a stream"),
        text: String::new(),
    };
    stream.until("event: hello\n").await;
    let begun = std::time::Instant::now();
    program.tell_to_stop();
    stream.end().await;
    assert!(
        program.ended_well(Duration::from_secs(10)).await,
        "{}",
        program.log()
    );
    assert!(
        begun.elapsed() < Duration::from_secs(10),
        "it waited for a stream"
    );
}
