//! Pages of PDF files: who sees them, and what is said of those that cannot be drawn.

use super::super::world::Person;
use super::{Ground, fetch, sent};
use reqwest::Method;
use reqwest::header::{IF_NONE_MATCH, IF_RANGE, RANGE};
use the_plugs::accounts::roles::Role;
use the_plugs::ids::MediaId;
use the_plugs::media::pdf::made::{coloured, locked, written};
use the_plugs::media::types::{PageCount, Variant, page_address};

const COLOURS: [(u8, u8, u8); 3] = [(255, 0, 0), (0, 255, 0), (0, 0, 255)];

impl Ground {
    fn pages(&self, role: Role, file: MediaId) -> String {
        self.address(role, file, Variant::Page)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_pdf_file_is_looked_at_page_by_page() {
    let ground = Ground::new().await;
    let manager = ground.manager().await;
    let file = sent(&manager, &ground.contact(), "offer.pdf", &coloured(&COLOURS)).await;
    assert_eq!(ground.settled(file).await, "ready");
    let listed = ground.attachments(&manager).await;
    let pages = ground.pages(Role::Manager, file);
    assert_eq!(listed[0].pages.as_deref(), Some(pages.as_str()));

    let counted = fetch(&manager, &pages).await;
    assert_eq!(counted.status, 200, "{}", counted.body);
    assert_eq!(counted.header("content-type"), "application/json");
    let count: PageCount = serde_json::from_str(&counted.body).expect("a count");
    assert_eq!(count, PageCount { total: 3, shown: 3 });

    for (page, (red, green, blue)) in (1..).zip(COLOURS) {
        let drawn = fetch(&manager, &page_address(&pages, page)).await;
        assert_eq!(drawn.status, 200, "{}", drawn.body);
        assert_eq!(drawn.header("content-type"), "image/png");
        assert_eq!(drawn.header("cache-control"), "private, max-age=3600");
        assert_eq!(drawn.header("x-content-type-options"), "nosniff");
        assert_eq!(drawn.header("content-encoding"), "");
        assert_eq!(drawn.header("content-disposition"), "");
        assert_eq!(drawn.header("content-length"), drawn.bytes.len().to_string());
        let picture = image::load_from_memory(&drawn.bytes)
            .expect("a picture")
            .into_rgb8();
        assert_eq!(picture.get_pixel(600, 900).0, [red, green, blue]);
    }
    for nowhere in ["0", "4", "101", "-1", "x", "", "99999999999999999999"] {
        let answer = fetch(&manager, &format!("{pages}&n={nowhere}")).await;
        assert_eq!(answer.status, 404, "{nowhere}");
        answer.assert_tells_nothing();
    }
    // Nothing that was drawn is kept.
    ground.assert_counted().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_page_is_for_one_person_for_a_while_and_of_a_file_that_was_read() {
    let ground = Ground::idle(&[]).await;
    let manager = ground.manager().await;
    let file = sent(&manager, &ground.contact(), "offer.pdf", &coloured(&COLOURS)).await;
    let pages = ground.pages(Role::Manager, file);
    let first = page_address(&pages, 1);
    for early in [&pages, &first] {
        assert_eq!(fetch(&manager, early).await.status, 404, "nobody has read it");
    }
    assert_eq!(ground.attachments(&manager).await[0].pages, None);
    ground.work();
    assert_eq!(ground.settled(file).await, "ready");
    assert_eq!(fetch(&manager, &first).await.status, 200);

    for person in [
        Person::Anonymous,
        Person::Foreign,
        Person::Door,
        Person::Member,
        Person::Owner,
    ] {
        let browser = ground.world.browser(person).await;
        for address in [&pages, &first] {
            let answer = fetch(&browser, address).await;
            assert_eq!(answer.status, 404, "{person:?}");
            assert_eq!(answer.header("cache-control"), "private, no-store");
            answer.assert_tells_nothing();
        }
    }
    // Door staff see no contacts, whatever address they have.
    let door = ground.world.browser(Person::Door).await;
    let own = page_address(&ground.pages(Role::Door, file), 1);
    assert_eq!(fetch(&door, &own).await.status, 404);

    let (path, query) = pages.split_once('?').expect("a signature");
    let key = query.split_once('&').expect("a key").1;
    let original = ground.address(Role::Manager, file, Variant::Original);
    for wrong in [
        format!("{path}?n=1"),
        format!("{path}?until=1&{key}&n=1"),
        first.replace("/page?", "/original?"),
        page_address(&original.replace("/original?", "/page?"), 1),
        first.replace(&file.to_string(), &uuid::Uuid::now_v7().to_string()),
    ] {
        assert_eq!(fetch(&manager, &wrong).await.status, 404, "{wrong}");
    }
    let removed = manager
        .call(
            "/fn/contacts/remove-attachment",
            &[("file_id", &file.to_string())],
        )
        .await;
    assert_eq!(removed.status, 200, "{}", removed.body);
    for gone in [&pages, &first] {
        assert_eq!(fetch(&manager, gone).await.status, 404);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_page_is_served_in_parts_and_not_twice_as_any_other_rendition() {
    let ground = Ground::new().await;
    let browser = ground.manager().await;
    let file = sent(&browser, &ground.contact(), "offer.pdf", &coloured(&COLOURS)).await;
    assert_eq!(ground.settled(file).await, "ready");
    let address = page_address(&ground.pages(Role::Manager, file), 2);
    let whole = fetch(&browser, &address).await;
    let tag = whole.header("etag").to_owned();
    let end = whole.bytes.len();
    let ask = |method, name, value: &str| browser.request(method, &address, "*/*").header(name, value);

    let part = ask(Method::GET, RANGE, "bytes=1-3").send().await;
    assert_eq!((part.status.as_u16(), part.body.as_str()), (206, "PNG"));
    assert_eq!(part.header("content-range"), format!("bytes 1-3/{end}"));
    let beyond = ask(Method::GET, RANGE, "bytes=90000000-").send().await;
    assert_eq!(beyond.status, 416);
    assert_eq!(beyond.header("content-range"), format!("bytes */{end}"));
    let other = ask(Method::GET, RANGE, "bytes=1-3")
        .header(IF_RANGE, "\"another\"")
        .send()
        .await;
    assert_eq!((other.status.as_u16(), other.bytes.len()), (200, end));
    let seen = ask(Method::GET, IF_NONE_MATCH, &tag).send().await;
    assert_eq!((seen.status.as_u16(), seen.bytes.len()), (304, 0));
    assert_eq!(seen.header("content-type"), "");
    let head = browser.request(Method::HEAD, &address, "*/*").send().await;
    assert_eq!((head.status.as_u16(), head.bytes.len()), (200, 0));
    let third = fetch(&browser, &page_address(&ground.pages(Role::Manager, file), 3)).await;
    assert_ne!(third.header("etag"), tag);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_cannot_be_drawn_is_said_in_words_and_kept_by_nobody() {
    let ground = Ground::new().await;
    let browser = ground.manager().await;
    let deep = format!("<< /Deep {}{} >>", "[".repeat(2_000_000), "]".repeat(2_000_000));
    let a4 = "/MediaBox [0 0 595 842]";
    for (name, bytes, counted, why) in [
        (
            "torn.pdf",
            b"%PDF-1.7\n%%EOF\n".to_vec(),
            422,
            "This PDF file is damaged and cannot be read.",
        ),
        (
            "locked.pdf",
            locked(),
            422,
            "This PDF file is protected by a password and cannot be read.",
        ),
        (
            "deep.pdf",
            written(1, a4, "/X Do", &[deep]),
            200,
            "This page cannot be drawn.",
        ),
    ] {
        let file = sent(&browser, &ground.contact(), name, &bytes).await;
        assert_eq!(ground.settled(file).await, "ready");
        let pages = ground.pages(Role::Manager, file);
        let count = fetch(&browser, &pages).await;
        assert_eq!(count.status.as_u16(), counted, "{name}: {}", count.body);
        let answer = fetch(&browser, &page_address(&pages, 1)).await;
        assert_eq!((answer.status.as_u16(), answer.body.trim()), (422, why), "{name}");
        assert_eq!(answer.header("cache-control"), "private, no-store");
        answer.assert_tells_nothing();
    }
    // Only PDF files have pages.
    let text = sent(&browser, &ground.contact(), "a.txt", b"Not one of them").await;
    assert_eq!(ground.settled(text).await, "ready");
    let listed = ground.attachments(&browser).await;
    let listed = listed.iter().find(|file| file.id == text);
    assert_eq!(listed.and_then(|file| file.pages.clone()), None);
    let pages = ground.pages(Role::Manager, text);
    assert_eq!(fetch(&browser, &pages).await.status, 404);
    assert_eq!(fetch(&browser, &page_address(&pages, 1)).await.status, 404);
}
