//! Files of an item of an agenda: for whoever sees the event, from whoever may change it.

use super::super::world::Person;
use super::{Ground, fetch, refused, sent};
use the_plugs::accounts::roles::Role;
use the_plugs::ids::MediaId;
use the_plugs::media::types::{FileRow, Variant};

impl Ground {
    /// Where files are added to the item of the manager's event.
    fn item(&self) -> String {
        format!("/upload/agenda/{}", self.records.agenda_item)
    }

    /// What somebody with a right address of a file is answered.
    async fn reads(&self, person: Person, role: Role, file: MediaId) -> u16 {
        let browser = self.world.browser(person).await;
        let address = self.address(role, file, Variant::Original);
        fetch(&browser, &address).await.status.as_u16()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_file_of_an_item_is_for_whoever_sees_the_event() {
    let ground = Ground::new().await;
    let manager = ground.manager().await;
    let file = sent(&manager, &ground.item(), "slides.txt", b"About looms").await;
    assert_eq!(ground.settled(file).await, "ready");
    let item = ground.records.agenda_item.to_string();
    let listed = manager.call("/fn/agenda/files", &[("item_id", &item)]).await;
    let listed: Vec<FileRow> = serde_json::from_str(&listed.body).expect("a list of files");
    assert_eq!(
        (listed.len(), listed[0].id, listed[0].can_remove),
        (1, file, true)
    );
    let own = listed[0].download.clone().expect("an address");
    assert_eq!(fetch(&manager, &own).await.body, "About looms");

    assert_eq!(ground.reads(Person::Member, Role::Member, file).await, 200);
    // Door staff: where they are assigned.
    assert_eq!(ground.reads(Person::Door, Role::Door, file).await, 404);
    let (org, event) = (&ground.world.lumen, ground.records.event);
    let assign = format!(
        "insert into event_staff (organization_id, event_id, user_id) values ('{}', '{event}', '{}')",
        org.id,
        org.user(Role::Door)
    );
    ground.world.site.act(org, &assign).await;
    assert_eq!(ground.reads(Person::Door, Role::Door, file).await, 200);
    let foreign = ground.world.browser(Person::Foreign).await;
    assert_eq!(fetch(&foreign, &own).await.status, 404);

    // With the item in the trash, its files are not there.
    let removed = manager.call("/fn/agenda/delete", &[("item_id", &item)]).await;
    assert_eq!(removed.status, 200);
    assert_eq!(fetch(&manager, &own).await.status, 404);
    ground.assert_counted().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn files_are_added_to_an_item_by_whoever_may_change_the_event() {
    let ground = Ground::new().await;
    for (person, status) in [(Person::Foreign, 404), (Person::Door, 403), (Person::Member, 403)] {
        let browser = ground.world.browser(person).await;
        refused(&browser, &ground.item(), "a.txt", b"Not mine", status).await;
    }
    let manager = ground.manager().await;
    refused(&manager, &ground.item(), "a.html", b"<!doctype html><p>No", 422).await;
    let file = sent(&manager, &ground.item(), "a.txt", b"Removed and back").await;
    assert_eq!(ground.settled(file).await, "ready");
    let id = file.to_string();
    for (path, status) in [("remove-file", 404), ("restore-file", 200)] {
        let done = manager
            .call(&format!("/fn/agenda/{path}"), &[("file_id", &id)])
            .await;
        assert_eq!(done.status, 200);
        assert_eq!(ground.reads(Person::Manager, Role::Manager, file).await, status);
    }
    ground.assert_counted().await;
}
