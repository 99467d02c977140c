//! Addresses of files: for whom, for what, for how long, and which part of it.

use super::super::world::Person;
use super::{Ground, fetch, sent};
use reqwest::Method;
use reqwest::header::{IF_NONE_MATCH, IF_RANGE, RANGE};
use the_plugs::accounts::roles::Role;
use the_plugs::media::types::Variant;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_address_leads_nobody_else_anywhere() {
    let ground = Ground::new().await;
    let manager = ground.manager().await;
    let file = sent(&manager, &ground.contact(), "a.txt", b"Only here").await;
    assert_eq!(ground.settled(file).await, "ready");
    let own = ground.attachments(&manager).await[0]
        .download
        .clone()
        .expect("an address");
    assert_eq!(own, ground.address(Role::Manager, file, Variant::Original));
    let answer = fetch(&manager, &own).await;
    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (200, "Only here"));

    for person in [
        Person::Anonymous,
        Person::Foreign,
        Person::Door,
        Person::Member,
        Person::Owner,
    ] {
        let browser = ground.world.browser(person).await;
        let answer = fetch(&browser, &own).await;
        assert_eq!(answer.status, 404, "{person:?}");
        assert_eq!(answer.header("cache-control"), "private, no-store");
        answer.assert_tells_nothing();
    }
    // Door staff see no contacts, whatever address they have.
    let door = ground.world.browser(Person::Door).await;
    assert_eq!(
        fetch(&door, &ground.address(Role::Door, file, Variant::Original))
            .await
            .status,
        404
    );

    let (path, query) = own.split_once('?').expect("a signature");
    let thumbnail = own.replace("/original?", "/thumbnail?");
    for wrong in [
        path.to_owned(),
        thumbnail,
        format!("{path}?until=1&{}", query.split_once('&').expect("a key").1),
        own.replace("until=", "until=9"),
        format!("{own}x"),
        format!("{path}?size=original&{query}").replace("/original?", "/thumbnail?"),
        own.replace(&file.to_string(), &uuid::Uuid::now_v7().to_string()),
        "/files/x/original".into(),
        format!("/files/{file}/large"),
    ] {
        assert_eq!(fetch(&manager, &wrong).await.status, 404, "{wrong}");
    }

    // With the contact in the trash, its files are not there.
    let contact = ground.records.contact.to_string();
    let removed = manager
        .call("/fn/contacts/delete", &[("contact_id", &contact)])
        .await;
    assert_eq!(removed.status, 200);
    assert_eq!(fetch(&manager, &own).await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_attachment_can_be_removed_and_brought_back_by_whoever_may_edit_the_contact() {
    let ground = Ground::new().await;
    let manager = ground.manager().await;
    let file = sent(&manager, &ground.contact(), "a.txt", b"Removed and back").await;
    assert_eq!(ground.settled(file).await, "ready");
    let address = ground.address(Role::Manager, file, Variant::Original);
    let id = file.to_string();
    for (person, status) in [
        (Person::Foreign, 404),
        (Person::Door, 403),
        (Person::Member, 403),
        (Person::Manager, 200),
    ] {
        let browser = ground.world.browser(person).await;
        let answer = browser
            .call("/fn/contacts/remove-attachment", &[("file_id", &id)])
            .await;
        assert_eq!(answer.status, status, "{person:?}");
    }
    assert_eq!(fetch(&manager, &address).await.status, 404);
    assert!(ground.attachments(&manager).await.is_empty());
    let restored = manager
        .call("/fn/contacts/restore-attachment", &[("file_id", &id)])
        .await;
    assert_eq!(restored.status, 200);
    assert_eq!(fetch(&manager, &address).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_part_of_a_file_can_be_had_and_several_cannot() {
    let ground = Ground::new().await;
    let browser = ground.manager().await;
    let bytes: Vec<u8> = (0..100_000_u32)
        .flat_map(|number| format!("{number:05}").into_bytes())
        .collect();
    let file = sent(&browser, &ground.contact(), "numbers.txt", &bytes).await;
    assert_eq!(ground.settled(file).await, "ready");
    let address = ground.address(Role::Manager, file, Variant::Original);
    let whole = fetch(&browser, &address).await;
    assert_eq!(whole.bytes, bytes);
    assert_eq!(whole.header("accept-ranges"), "bytes");
    assert_eq!(whole.header("content-length"), bytes.len().to_string());
    let tag = whole.header("etag").to_owned();

    let part = async |range: &str| {
        browser
            .request(Method::GET, &address, "*/*")
            .header(RANGE, range)
            .send()
            .await
    };
    let end = bytes.len();
    for (range, expected) in [
        ("bytes=0-", 0..end),
        ("bytes=-1", end - 1..end),
        ("bytes=5-9", 5..10),
        ("bytes=499990-600000", 499_990..end),
    ] {
        let answer = part(range).await;
        assert_eq!(answer.status, 206, "{range}");
        assert_eq!(
            answer.header("content-range"),
            format!("bytes {}-{}/{end}", expected.start, expected.end - 1)
        );
        assert_eq!(answer.bytes, bytes[expected], "{range}");
    }
    let hundred: Vec<_> = (0..100).map(|at| format!("{at}-{at}")).collect();
    for range in [
        "bytes=9-5",
        "bytes=500000-",
        "bytes=-0",
        "bytes=0-1,3-4",
        &format!("bytes={}", hundred.join(",")),
    ] {
        let answer = part(range).await;
        assert_eq!(answer.status, 416, "{range}");
        assert_eq!(answer.header("content-range"), format!("bytes */{end}"));
    }
    let question = browser
        .request(Method::GET, &address, "*/*")
        .header(RANGE, "bytes=0-1");
    assert_eq!(question.header(IF_RANGE, "\"another\"").send().await.status, 200);
    let seen = browser
        .request(Method::GET, &address, "*/*")
        .header(IF_NONE_MATCH, &tag)
        .send()
        .await;
    assert_eq!((seen.status.as_u16(), seen.bytes.len()), (304, 0));
    let head = browser.request(Method::HEAD, &address, "*/*").send().await;
    assert_eq!((head.status.as_u16(), head.bytes.len()), (200, 0));
}
