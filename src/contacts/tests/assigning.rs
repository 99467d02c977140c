//! What colleagues are told of contacts that are put into their care.

use super::*;
use crate::contacts::queries::Target;
use crate::contacts::types::BulkChange;

impl Town {
    /// What a person of Lumen was told here: titles, messages and where they lead, latest first.
    pub(super) async fn told(&self, role: Role) -> Vec<(String, String, String)> {
        let mut tx = self.tx(Role::Owner).await;
        sqlx::query_as(
            "select title, message, path from notifications
             where organization_id = $1 and user_id = $2 and channel = 'in_app' order by created_at desc, id desc",
        )
        .bind(self.lumen.id)
        .bind(self.lumen.user(role))
        .fetch_all(tx.conn())
        .await
        .unwrap()
    }

    async fn give(&self, id: ContactId, to: Option<UserId>) {
        let mut tx = self.tx(Role::Owner).await;
        queries::set_owner(&mut tx, id, to).await.unwrap();
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn whoever_is_given_a_contact_is_told_so_however_it_is_given_and_once() {
    let town = Town::new().await;
    let member = town.lumen.user(Role::Member);
    let of_member = ContactForm {
        owner_id: member.to_string(),
        company: "Engines".into(),
        ..form("Ada", "Lovelace")
    };
    let id = town.add(&of_member).await;
    let wanted = (
        "Ada Lovelace was put into your care".to_owned(),
        "Engines, by Owner Lumen".to_owned(),
        format!("/contacts/{id}"),
    );
    assert_eq!(town.told(Role::Member).await, std::slice::from_ref(&wanted));

    // To whom it belongs already, and to nobody: nobody is told.
    town.give(id, Some(member)).await;
    town.give(id, None).await;
    assert_eq!(town.told(Role::Member).await.len(), 1);
    town.give(id, Some(member)).await;
    assert_eq!(town.told(Role::Member).await, vec![wanted.clone(); 2]);

    town.give(id, None).await;
    let mut tx = town.tx(Role::Owner).await;
    let version = queries::find(&mut tx, id).await.unwrap().version;
    let version = queries::update(&mut tx, id, version, &of_member.parse().unwrap())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(town.told(Role::Member).await.len(), 3);

    let mut tx = town.tx(Role::Owner).await;
    for owner in [String::new(), member.to_string()] {
        let new = ContactForm::parse_field("owner_id", &owner).unwrap();
        let version = queries::find(&mut tx, id).await.unwrap().version;
        queries::update_field(&mut tx, id, version, "owner_id", &new)
            .await
            .unwrap();
    }
    let company = ContactForm::parse_field("company", "Looms").unwrap();
    queries::update_field(&mut tx, id, version + 2, "company", &company)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(town.told(Role::Member).await.len(), 4);
    assert_eq!(town.told(Role::Owner).await, []);
}

#[tokio::test]
async fn whoever_is_given_many_contacts_at_once_is_told_once_of_all_of_them() {
    let town = Town::new().await;
    let mut ids = Vec::new();
    for name in ["Ada", "Grace", "Mary"] {
        ids.push(town.add(&form(name, "Lovelace")).await);
    }
    for (owner, told) in [(Role::Member, 1), (Role::Owner, 0)] {
        let mut tx = town.tx(Role::Owner).await;
        let change = BulkChange::Owner(Some(town.lumen.user(owner)));
        queries::change_many(&mut tx, &Target::Ids(ids.clone()), &change)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(town.told(owner).await.len(), told);
    }
    let (title, message, path) = town.told(Role::Member).await.remove(0);
    assert_eq!(title, "3 contacts were put into your care");
    assert_eq!(
        (message.as_str(), path.as_str()),
        ("By Owner Lumen", "/contacts?owner=me")
    );
    let mut tx = town.tx(Role::Owner).await;
    let change = BulkChange::Owner(Some(town.lumen.user(Role::Member)));
    queries::change_many(&mut tx, &Target::Ids(ids[..1].to_vec()), &change)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        town.told(Role::Member).await[0].0,
        "Ada Lovelace was put into your care"
    );
}

#[tokio::test]
async fn what_was_told_of_many_contacts_is_taken_back_with_them_unless_it_was_read() {
    let town = Town::new().await;
    let mut ids = Vec::new();
    for name in ["Ada", "Grace", "Mary"] {
        ids.push(town.add(&form(name, "Lovelace")).await);
    }
    let give = async |ids: &[ContactId]| {
        let mut tx = town.tx(Role::Owner).await;
        let change = BulkChange::Owner(Some(town.lumen.user(Role::Member)));
        let outcome = queries::change_many(&mut tx, &Target::Ids(ids.to_vec()), &change).await;
        tx.commit().await.unwrap();
        outcome.unwrap().undo.unwrap()
    };
    let undo = async |change| {
        let mut tx = town.tx(Role::Owner).await;
        queries::undo_many(&mut tx, change).await.unwrap();
        tx.commit().await.unwrap();
    };
    for many in [&ids[..], &ids[..1]] {
        let change = give(many).await;
        assert_eq!(town.told(Role::Member).await.len(), 1);
        undo(change).await;
        assert_eq!(town.told(Role::Member).await, []);
    }

    // Some of them stay where they are.
    let change = give(&ids).await;
    town.give(ids[0], None).await;
    undo(change).await;
    assert_eq!(town.told(Role::Member).await.len(), 1);

    let change = give(&ids).await;
    let mut tx = town.tx(Role::Member).await;
    crate::notifications::queries::mark_all(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    undo(change).await;
    assert_eq!(town.told(Role::Member).await.len(), 2);
}
