//! Sample contacts: who may put them in, into what, and what is taken out again.

use super::*;
use crate::contacts::types::ContactFilter;
use crate::error::AppError;

impl Town {
    async fn add_sample(&self, role: Role) -> AppResult<u32> {
        let mut tx = self.tx(role).await;
        let outcome = queries::add_sample(&mut tx, Utc::now()).await;
        settled(tx, outcome).await
    }

    async fn count(&self, condition: &str) -> i64 {
        let statement = format!("select count(*) from contacts where organization_id = $1 and {condition}");
        sqlx::query_scalar(sqlx::AssertSqlSafe(statement))
            .bind(self.lumen.id)
            .fetch_one(self.tx(Role::Owner).await.conn())
            .await
            .unwrap()
    }
}

#[tokio::test]
async fn an_empty_organisation_is_filled_with_contacts_of_whoever_asked() {
    let town = Town::new().await;
    assert_eq!(town.add_sample(Role::Manager).await, Ok(24));
    let me = town.lumen.user(Role::Manager);
    let theirs = format!("owner_id = '{me}' and created_by = '{me}' and is_sample and not is_deleted");
    assert_eq!(town.count(&theirs).await, 24);
    assert!(town.count("last_interaction > now() - interval '3 days'").await >= 2);
    assert_eq!(town.count("last_interaction > now()").await, 0);

    let mut tx = town.tx(Role::Manager).await;
    let home = queries::home(&mut tx, &Zone::utc(), Utc::now()).await.unwrap();
    assert!(home.overdue.len() >= 2 && !home.recent.is_empty());
    let page = queries::page(&mut tx, &ContactFilter::default(), None)
        .await
        .unwrap();
    assert!(page.rows.len() == 24 && page.rows.iter().all(|row| row.is_sample));
    // Harbor notices nothing.
    let mut tx = town.harbor_tx().await;
    let page = queries::page(&mut tx, &ContactFilter::default(), None)
        .await
        .unwrap();
    assert_eq!(page.rows, []);
}

#[tokio::test]
async fn whoever_may_not_edit_everybodys_contacts_puts_none_in_and_takes_none_out() {
    let town = Town::new().await;
    assert_eq!(town.add_sample(Role::Member).await, Err(AppError::Forbidden));
    town.add_sample(Role::Owner).await.unwrap();
    let mut tx = town.tx(Role::Owner).await;
    let deleted = queries::remove_sample(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = town.tx(Role::Member).await;
    assert_eq!(
        queries::remove_sample(&mut tx).await.map(drop),
        Err(AppError::Forbidden)
    );
    assert_eq!(
        queries::restore_sample(&mut tx, deleted.deletion_id).await,
        Err(AppError::Forbidden)
    );
}

#[tokio::test]
async fn an_organisation_with_a_contact_of_its_own_gets_no_sample() {
    let town = Town::new().await;
    let ada = town.ada().await;
    assert!(matches!(
        town.add_sample(Role::Owner).await,
        Err(AppError::Conflict { .. })
    ));
    assert_eq!(town.count("is_sample").await, 0);
    // One whose only contact lies in the trash is as good as empty.
    let mut tx = town.tx(Role::Owner).await;
    queries::delete(&mut tx, ada).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(town.add_sample(Role::Owner).await, Ok(24));
}

#[tokio::test]
async fn two_clicks_at_once_put_in_one_sample() {
    let town = Town::new().await;
    let outcomes = tokio::join!(
        town.add_sample(Role::Owner),
        town.add_sample(Role::Admin),
        town.add_sample(Role::Manager)
    );
    let outcomes = [outcomes.0, outcomes.1, outcomes.2];
    let went_well = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert_eq!((went_well, town.count("true").await), (1, 24), "{outcomes:?}");
}

#[tokio::test]
async fn a_contact_that_is_being_added_is_waited_for() {
    let town = Town::new().await;
    let mut adding = town.tx(Role::Member).await;
    queries::insert(&mut adding, &new(&form("Ada", "Lovelace")))
        .await
        .unwrap();
    let (added, sample) = tokio::join!(
        async {
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
            adding.commit().await
        },
        town.add_sample(Role::Owner)
    );
    added.unwrap();
    assert!(matches!(sample, Err(AppError::Conflict { .. })), "{sample:?}");
    assert_eq!(town.count("true").await, 1);
}

#[tokio::test]
async fn the_sample_is_removed_together_and_nothing_else_with_it_and_all_of_it_comes_back() {
    let town = Town::new().await;
    town.add_sample(Role::Owner).await.unwrap();
    let ada = town.ada().await;
    town.log(ada, &call(hours_ago(1))).await;
    // One that somebody has worked with goes too: it can come back as it was.
    let mut tx = town.tx(Role::Owner).await;
    let page = queries::page(&mut tx, &ContactFilter::default(), None)
        .await
        .unwrap();
    let edited = page.rows.iter().find(|row| row.id != ada).unwrap().id;
    queries::set_owner(&mut tx, edited, None).await.unwrap();
    tx.commit().await.unwrap();
    let before = town.row("contacts", edited.0).await;

    let mut tx = town.tx(Role::Manager).await;
    let deleted = queries::remove_sample(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(deleted.name, "24 sample contacts");
    assert!(deleted.interactions > 40);
    assert_eq!(town.count("not is_deleted").await, 1);
    assert!(town.find(ada).await.last_interaction.is_some());
    let mut tx = town.tx(Role::Manager).await;
    assert_eq!(
        queries::remove_sample(&mut tx).await.map(drop),
        Err(AppError::NotFound)
    );
    let mut harbor = town.harbor_tx().await;
    assert_eq!(
        queries::restore_sample(&mut harbor, deleted.deletion_id).await,
        Err(AppError::NotFound)
    );

    let mut tx = town.tx(Role::Manager).await;
    queries::restore_sample(&mut tx, deleted.deletion_id)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(town.count("not is_deleted").await, 25);
    assert_eq!(town.row("contacts", edited.0).await, before);
    let mut tx = town.tx(Role::Manager).await;
    assert_eq!(
        queries::restore_sample(&mut tx, deleted.deletion_id).await,
        Err(AppError::NotFound)
    );
}
