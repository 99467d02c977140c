//! The picture at the head of an event: for whoever sees the event, from whoever may change it, and for everybody once the event
//! is announced.

use super::super::site::Answer;
use super::super::world::Person;
use super::pictures::{TELLTALE, jpeg, png};
use super::{Ground, fetch, refused, sent};
use image::{GenericImageView, load_from_memory};
use reqwest::Method;
use reqwest::header::IF_NONE_MATCH;
use the_plugs::accounts::roles::Role;
use the_plugs::ids::MediaId;
use the_plugs::media::types::{Cover, Variant};

impl Ground {
    /// Where the picture of the manager's event is uploaded.
    fn cover(&self) -> String {
        format!("/upload/events/{}/cover", self.records.event)
    }

    /// Which picture is at the head of an event; nothing where there is none.
    async fn shown(&self, event: impl std::fmt::Display) -> String {
        self.look(&format!("select cover_id from events where id = '{event}'"))
            .await
    }

    async fn reads_cover(&self, person: Person, role: Role, file: MediaId, variant: Variant) -> u16 {
        let browser = self.world.browser(person).await;
        let address = self.address(role, file, variant);
        fetch(&browser, &address).await.status.as_u16()
    }

    /// What somebody is told of the picture of the manager's event.
    async fn told(&self, person: Person) -> Cover {
        let browser = self.world.browser(person).await;
        let event = self.records.event.to_string();
        let answer = browser.call("/fn/events/cover", &[("event_id", &event)]).await;
        serde_json::from_str(&answer.body).expect("a cover")
    }

    /// A picture that everybody sees at `/e/gala`.
    async fn announced(&self) -> MediaId {
        let manager = self.manager().await;
        let file = sent(&manager, &self.cover(), "hall.jpg", &jpeg(6)).await;
        assert_eq!(self.settled(file).await, "ready");
        let (org, event) = (&self.world.lumen, self.records.event);
        let address = format!("update events set public_address = 'gala' where id = '{event}'");
        self.world.site.act(org, &address).await;
        file
    }

    async fn stranger(&self, path: &str) -> Answer {
        fetch(&self.world.site.browser(), path).await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_cover_is_shown_once_it_was_read_and_makes_way_for_the_next() {
    let ground = Ground::idle(&[]).await;
    let manager = ground.manager().await;
    let event = ground.records.event;
    let version = format!("select version from events where id = '{event}'");
    let before = ground.look(&version).await;
    let first = sent(&manager, &ground.cover(), "hall.jpg", &jpeg(6)).await;
    assert_eq!(ground.shown(event).await, "", "nobody has read it yet");
    let told = ground.told(Person::Manager).await;
    assert_eq!(
        (told.shown, told.latest.map(|latest| latest.name)),
        (None, Some("hall.jpg".into()))
    );
    ground.work();
    assert_eq!(ground.settled(first).await, "ready");
    assert_eq!(ground.shown(event).await, first.to_string());
    // Drawn upright, as wide as a page at most, and without where it was taken.
    let wide = fetch(&manager, &ground.address(Role::Manager, first, Variant::Wide)).await;
    assert_eq!(
        (wide.status.as_u16(), wide.header("content-type")),
        (200, "image/jpeg")
    );
    assert!(
        !wide
            .bytes
            .windows(TELLTALE.len())
            .any(|window| window == TELLTALE)
    );
    assert_eq!(
        load_from_memory(&wide.bytes).expect("a picture").dimensions(),
        (600, 300)
    );

    let second = sent(&manager, &ground.cover(), "stage.png", &png(1)).await;
    assert_eq!(ground.settled(second).await, "ready");
    assert_eq!(ground.shown(event).await, second.to_string());
    assert_eq!(
        ground
            .reads_cover(Person::Manager, Role::Manager, first, Variant::Wide)
            .await,
        404
    );
    assert_eq!(
        ground.look(&version).await,
        before,
        "nobody's form becomes stale by a picture"
    );

    // A broken one says why, and the one before stays.
    let why = refused(&manager, &ground.cover(), "a.txt", b"No picture at all", 422).await;
    assert!(why.contains("JPEG, PNG or WebP"), "{why}");
    let told = ground.told(Person::Manager).await;
    assert_eq!(told.shown.map(|shown| shown.id), Some(second));
    ground.assert_counted().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_cover_is_for_whoever_sees_the_event_and_from_whoever_may_change_it() {
    let ground = Ground::new().await;
    for (person, status) in [(Person::Foreign, 404), (Person::Door, 403), (Person::Member, 403)] {
        let browser = ground.world.browser(person).await;
        refused(&browser, &ground.cover(), "a.png", &png(1), status).await;
    }
    let manager = ground.manager().await;
    let file = sent(&manager, &ground.cover(), "hall.png", &png(1)).await;
    assert_eq!(ground.settled(file).await, "ready");
    for variant in [Variant::Wide, Variant::Thumbnail, Variant::Original] {
        assert_eq!(
            ground
                .reads_cover(Person::Member, Role::Member, file, variant)
                .await,
            200
        );
        assert_eq!(
            ground.reads_cover(Person::Door, Role::Door, file, variant).await,
            404
        );
        // With an address that was made for somebody else.
        assert_eq!(
            ground
                .reads_cover(Person::Foreign, Role::Manager, file, variant)
                .await,
            404
        );
    }
    let own = ground.told(Person::Member).await;
    assert!(own.shown.is_some() && !own.can_edit);
    let (org, event) = (&ground.world.lumen, ground.records.event);
    let assign = format!(
        "insert into event_staff (organization_id, event_id, user_id) values ('{}', '{event}', '{}')",
        org.id,
        org.user(Role::Door)
    );
    ground.world.site.act(org, &assign).await;
    assert_eq!(
        ground
            .reads_cover(Person::Door, Role::Door, file, Variant::Wide)
            .await,
        200
    );
    // Of a picture that is no cover nothing wide was drawn.
    let avatar = sent(&manager, "/upload/avatar", "me.png", &png(1)).await;
    assert_eq!(ground.settled(avatar).await, "ready");
    assert_eq!(
        ground
            .reads_cover(Person::Manager, Role::Manager, avatar, Variant::Wide)
            .await,
        404
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_cover_is_described_removed_and_brought_back() {
    let ground = Ground::new().await;
    let manager = ground.manager().await;
    let file = sent(&manager, &ground.cover(), "hall.png", &png(1)).await;
    assert_eq!(ground.settled(file).await, "ready");
    let (event, id) = (ground.records.event.to_string(), file.to_string());
    let described = [("event_id", event.as_str()), ("alt", " Looms in a hall ")];
    assert_eq!(
        manager.call("/fn/events/describe-cover", &described).await.status,
        200
    );
    let long = "x".repeat(301);
    let refused = manager
        .call(
            "/fn/events/describe-cover",
            &[("event_id", &event), ("alt", &long)],
        )
        .await;
    assert_eq!(refused.status, 422);
    let shown = ground.told(Person::Manager).await.shown.expect("a picture");
    assert_eq!((shown.id, shown.alt.as_str()), (file, "Looms in a hall"));

    let removed = manager
        .call("/fn/events/remove-cover", &[("event_id", &event)])
        .await;
    assert_eq!(removed.status, 200);
    assert_eq!(ground.shown(&event).await, "");
    let again = manager.call("/fn/events/describe-cover", &described).await;
    assert_eq!(again.status, 409, "{}", again.body);
    let back = [("event_id", event.as_str()), ("file_id", id.as_str())];
    assert_eq!(manager.call("/fn/events/restore-cover", &back).await.status, 200);
    assert_eq!(ground.shown(&event).await, id);

    // Once there is another, the former stays where it is.
    assert_eq!(
        manager
            .call("/fn/events/remove-cover", &[("event_id", &event)])
            .await
            .status,
        200
    );
    let other = sent(&manager, &ground.cover(), "other.png", &png(3)).await;
    assert_eq!(ground.settled(other).await, "ready");
    assert_eq!(manager.call("/fn/events/restore-cover", &back).await.status, 409);
    assert_eq!(ground.shown(&event).await, other.to_string());

    // Who did what is told.
    let activity = manager
        .call("/fn/events/activity", &[("event_id", &event)])
        .await
        .body;
    assert!(
        activity.contains("hall.png") && activity.contains("other.png"),
        "{activity}"
    );
    ground.assert_counted().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_clone_has_the_same_cover_and_keeps_it_when_the_first_loses_it() {
    let ground = Ground::new().await;
    let manager = ground.manager().await;
    let file = sent(&manager, &ground.cover(), "hall.png", &png(1)).await;
    assert_eq!(ground.settled(file).await, "ready");
    let event = ground.records.event.to_string();
    let fields = [
        ("event_id", event.as_str()),
        ("title", "Again"),
        ("start_date", "2027-06-19T18:30"),
    ];
    let answer = manager.call("/fn/events/clone", &fields).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let copy: String = serde_json::from_str(&answer.body).expect("an id");
    let copied: MediaId = ground.shown(&copy).await.parse().expect("a picture");
    assert_ne!(copied, file);
    assert_eq!(
        manager
            .call("/fn/events/remove-cover", &[("event_id", &event)])
            .await
            .status,
        200
    );
    assert_eq!(
        ground
            .reads_cover(Person::Manager, Role::Manager, file, Variant::Wide)
            .await,
        404
    );
    assert_eq!(
        ground
            .reads_cover(Person::Manager, Role::Manager, copied, Variant::Wide)
            .await,
        200
    );
    ground.assert_counted().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_cover_of_an_announced_event_is_for_everybody_and_named_where_it_is_shared() {
    let ground = Ground::new().await;
    let file = ground.announced().await;
    let alt = format!("update media set description = 'Looms & \"light\"' where id = '{file}'");
    ground.world.site.act(&ground.world.lumen, &alt).await;
    let page = ground.world.site.browser().get("/e/gala").await.body;
    let sha = ground
        .look(&format!("select left(sha256, 12) from media where id = '{file}'"))
        .await;
    let path = format!("/e/gala/cover?v={sha}");
    for part in [
        format!("src=\"{path}\""),
        "property=\"og:image\"".into(),
        format!("{path}\">"),
        "og:image:width\" content=\"600\"".into(),
        "og:image:height\" content=\"300\"".into(),
        "summary_large_image".into(),
        "Looms &amp; &quot;light&quot;".into(),
        format!("{path}\",\""),
    ] {
        assert!(page.contains(&part), "{part} is missing: {page}");
    }
    let answer = ground.stranger(&path).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("content-type")),
        (200, "image/jpeg")
    );
    assert_eq!(answer.header("cache-control"), "public, max-age=300");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("cross-origin-resource-policy"), "cross-origin");
    assert_eq!(answer.header("content-length"), answer.bytes.len().to_string());
    assert_eq!(
        load_from_memory(&answer.bytes).expect("a picture").dimensions(),
        (600, 300)
    );
    assert!(
        !answer
            .bytes
            .windows(TELLTALE.len())
            .any(|window| window == TELLTALE)
    );
    let tag = answer.header("etag").to_owned();
    let question = ground.world.site.browser().request(Method::GET, &path, "*/*");
    let again = question.header(IF_NONE_MATCH, &tag).send().await;
    assert_eq!((again.status.as_u16(), again.bytes.len()), (304, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_cover_of_a_draft_of_what_is_in_the_trash_and_of_another_event_is_nowhere() {
    let ground = Ground::new().await;
    ground.announced().await;
    assert_eq!(ground.stranger("/e/gala/cover").await.status, 200);
    let (lumen, harbor, event) = (&ground.world.lumen, &ground.world.harbor, ground.records.event);
    // Of another organisation's event, which has none.
    let theirs = format!(
        "update events set public_address = 'their-gala' where organization_id = '{}' and not is_deleted and series_id is null",
        harbor.id
    );
    ground.world.site.act(harbor, &theirs).await;
    assert_eq!(ground.stranger("/e/their-gala").await.status, 200);
    assert_eq!(ground.stranger("/e/their-gala/cover").await.status, 404);
    for change in [
        "status = 'draft'",
        "status = 'published', is_deleted = true, deleted_at = now()",
        "is_deleted = false, deleted_at = null, cover_id = null",
    ] {
        let change = format!("update events set {change} where id = '{event}'");
        ground.world.site.act(lumen, &change).await;
        let answer = ground.stranger("/e/gala/cover").await;
        assert_eq!(answer.status, 404, "after {change}");
        answer.assert_tells_nothing();
    }
}
