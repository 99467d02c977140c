//! Who is told what, by which channel, and how often.

#![expect(clippy::expect_used, reason = "what a test cannot do has failed")]

use super::queries::{self, Notice};
use super::types::{Channel, NotificationKind, Preferences, Said, Shown};
use crate::accounts::roles::{Permission, Role};
use crate::error::AppError;
use crate::ids::{JobId, UserId};
use crate::mail::types::Letter;
use crate::tenancy::{Tenant, TenantTx};
use crate::testing::{Org, TestDb};
use sqlx::PgPool;

/// Two organisations in a database of their own; Lumen acts, and Harbor must not notice.
struct Town {
    lumen: Org,
    harbor: Org,
    pool: PgPool,
    db: TestDb,
}

impl Town {
    async fn new() -> Self {
        let db = TestDb::new().await;
        Self {
            lumen: db.organization("Lumen").await,
            harbor: db.organization("Harbor").await,
            pool: db.app_pool(),
            db,
        }
    }

    async fn tx(&self, org: &Org, role: Role) -> TenantTx {
        let tenant = org.tenant(&self.pool, role);
        tenant.begin(Permission::SeeOneself).await.expect("a transaction")
    }

    /// Lumen's owner causes something that somebody is told of.
    async fn tell(&self, to: UserId, cause: &str) {
        let mut tx = self.tx(&self.lumen, Role::Owner).await;
        queries::notify(&mut tx, &notice(to, cause)).await.expect("told");
        tx.commit().await.expect("a commit");
    }

    /// What somebody was told by each channel: how often here, and how many letters.
    async fn told(&self, person: UserId) -> (i64, i64) {
        let pool = self.db.admin_pool();
        let count = async |sql: &'static str| {
            let counted = sqlx::query_scalar(sql).bind(person).fetch_one(&pool);
            counted.await.expect("a count")
        };
        (
            count("select count(*) from notifications where user_id = $1 and channel = 'in_app'").await,
            count("select count(*) from mails where user_id = $1 and kind = 'notification'").await,
        )
    }

    async fn unread(&self, role: Role) -> i64 {
        let mut tx = self.tx(&self.lumen, role).await;
        queries::unread(&mut tx).await.expect("a count")
    }
}

fn notice(to: UserId, cause: &str) -> Notice {
    Notice {
        to,
        kind: NotificationKind::Assigned,
        title: Said::new(
            "Ada Lovelace was put into your care",
            "Ada Lovelace wurde dir anvertraut",
        ),
        message: Said::new("By Owner Lumen", "Von Owner Lumen"),
        path: "/contacts?owner=me".into(),
        cause: cause.into(),
    }
}

#[tokio::test]
async fn the_same_cause_is_told_once_by_each_channel_and_another_again() {
    let town = Town::new().await;
    let member = town.lumen.user(Role::Member);
    town.tell(member, "contact/1").await;
    town.tell(member, "contact/1").await;
    assert_eq!(town.told(member).await, (1, 1));
    town.tell(member, "contact/2").await;
    assert_eq!(town.told(member).await, (2, 2));
    assert_eq!(town.unread(Role::Member).await, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_cause_that_is_told_by_many_at_once_is_told_once() {
    let town = Town::new().await;
    let member = town.lumen.user(Role::Member);
    let pool = town.db.app_pool_of(8);
    let telling: Vec<_> = (0..8)
        .map(|_| {
            let tenant = town.lumen.tenant(&pool, Role::Owner);
            tokio::spawn(async move {
                let mut tx = tenant.begin(Permission::SeeOneself).await.expect("a transaction");
                queries::notify(&mut tx, &notice(member, "contact/1"))
                    .await
                    .expect("told");
                tx.commit().await.expect("a commit");
            })
        })
        .collect();
    for one in telling {
        one.await.expect("told");
    }
    assert_eq!(town.told(member).await, (1, 1));
}

#[tokio::test]
async fn nobody_is_told_what_they_did_what_they_may_not_see_or_what_happens_elsewhere() {
    let town = Town::new().await;
    for person in [
        town.lumen.user(Role::Owner),
        // Sees no contacts.
        town.lumen.user(Role::Door),
        town.lumen.user(Role::System),
        town.harbor.user(Role::Owner),
    ] {
        town.tell(person, "contact/1").await;
        assert_eq!(town.told(person).await, (0, 0));
    }
    let left = town.lumen.user(Role::Manager);
    let mut tx = town.tx(&town.lumen, Role::Owner).await;
    sqlx::query("update users set is_active = false where organization_id = $1 and id = $2")
        .bind(town.lumen.id)
        .bind(left)
        .execute(tx.conn())
        .await
        .expect("an update");
    tx.commit().await.expect("a commit");
    town.tell(left, "contact/1").await;
    assert_eq!(town.told(left).await, (0, 0));
}

#[tokio::test]
async fn one_is_told_by_the_channels_by_which_one_wants_to_be_told() {
    let town = Town::new().await;
    let member = town.lumen.user(Role::Member);
    let all = NotificationKind::ALL.len() * Channel::ALL.len();
    let mut tx = town.tx(&town.lumen, Role::Member).await;
    let usual = queries::preferences(&mut tx).await.expect("preferences");
    assert_eq!(usual.wanted.len(), all, "everything, where nothing was said");
    for (wanted, told) in [
        (vec![(NotificationKind::Assigned, Channel::InApp)], (1, 0)),
        (vec![(NotificationKind::Assigned, Channel::Email)], (1, 1)),
        (vec![(NotificationKind::Mentioned, Channel::InApp)], (1, 1)),
        (usual.wanted, (2, 2)),
    ] {
        let mut tx = town.tx(&town.lumen, Role::Member).await;
        let wanted = Preferences { wanted };
        queries::prefer(&mut tx, &wanted).await.expect("kept");
        assert_eq!(queries::preferences(&mut tx).await.expect("preferences"), wanted);
        tx.commit().await.expect("a commit");
        town.tell(
            member,
            &format!("contact/{}", wanted.wanted.len() + told.1 as usize),
        )
        .await;
        assert_eq!(town.told(member).await, told, "{wanted:?}");
    }
    // Others want what they want.
    let mut tx = town.tx(&town.harbor, Role::Member).await;
    let theirs = queries::preferences(&mut tx).await.expect("preferences");
    assert_eq!(theirs.wanted.len(), all);
}

#[tokio::test]
async fn who_unsubscribed_wants_no_mail_until_they_want_some_again() {
    use crate::mail::types::MailKind;

    let town = Town::new().await;
    let mut tx = town.tx(&town.lumen, Role::Member).await;
    let me = tx.user().expect("a person");
    crate::mail::queries::opt_out(&mut tx, me, MailKind::Notification)
        .await
        .expect("out");
    let preferences = queries::preferences(&mut tx).await.expect("preferences");
    assert!(
        preferences
            .wanted
            .iter()
            .all(|(_, channel)| *channel == Channel::InApp)
    );
    queries::prefer(&mut tx, &preferences).await.expect("kept");
    let is_out = crate::mail::queries::is_opted_out(&mut tx, me, MailKind::Notification).await;
    assert!(is_out.expect("an answer"), "nothing by mail was asked for");
    let wanted = vec![(NotificationKind::Mentioned, Channel::Email)];
    let one = Preferences { wanted };
    queries::prefer(&mut tx, &one).await.expect("kept");
    assert_eq!(queries::preferences(&mut tx).await.expect("preferences"), one);
}

#[tokio::test]
async fn one_reads_and_marks_what_is_ones_own_and_nothing_else() {
    let town = Town::new().await;
    let member = town.lumen.user(Role::Member);
    for cause in ["contact/1", "contact/2", "contact/3"] {
        town.tell(member, cause).await;
    }
    let mut tx = town.tx(&town.lumen, Role::Member).await;
    let all = queries::list(&mut tx, Shown::All, None, None)
        .await
        .expect("a list");
    assert_eq!((all.rows.len(), all.unread, all.next), (3, 3, None));
    let first = all.rows[0].id;
    queries::mark(&mut tx, first, true).await.expect("marked");
    for (shown, count) in [(Shown::Unread, 2), (Shown::Read, 1), (Shown::All, 3)] {
        let list = queries::list(&mut tx, shown, None, None).await.expect("a list");
        assert_eq!((list.rows.len(), list.unread), (count, 2), "{shown}");
    }
    let mentioned = Some(NotificationKind::Mentioned);
    let none = queries::list(&mut tx, Shown::All, mentioned, None)
        .await
        .expect("a list");
    assert_eq!(none.rows.len(), 0);
    let older = queries::list(&mut tx, Shown::All, None, Some(first))
        .await
        .expect("a list");
    assert_eq!(older.rows, all.rows[1..]);
    tx.commit().await.expect("a commit");

    for (org, role) in [(&town.lumen, Role::Owner), (&town.harbor, Role::Member)] {
        let mut tx = town.tx(org, role).await;
        let list = queries::list(&mut tx, Shown::All, None, None)
            .await
            .expect("a list");
        assert_eq!((list.rows.len(), list.unread), (0, 0));
        let marked = queries::mark(&mut tx, first, false).await;
        assert_eq!(marked, Err(AppError::NotFound));
        assert_eq!(queries::mark_all(&mut tx).await.expect("marked").count, 0);
        tx.commit().await.expect("a commit");
    }
    assert_eq!(town.unread(Role::Member).await, 2);
}

#[tokio::test]
async fn all_are_marked_in_one_go_and_those_are_what_is_taken_back() {
    let town = Town::new().await;
    let member = town.lumen.user(Role::Member);
    for cause in ["contact/1", "contact/2", "contact/3"] {
        town.tell(member, cause).await;
    }
    let mut tx = town.tx(&town.lumen, Role::Member).await;
    let list = queries::list(&mut tx, Shown::All, None, None)
        .await
        .expect("a list");
    queries::mark(&mut tx, list.rows[2].id, true)
        .await
        .expect("marked");
    tx.commit().await.expect("a commit");
    let mut tx = town.tx(&town.lumen, Role::Member).await;
    let marked = queries::mark_all(&mut tx).await.expect("marked");
    tx.commit().await.expect("a commit");
    assert_eq!((marked.count, town.unread(Role::Member).await), (2, 0));
    let mut tx = town.tx(&town.lumen, Role::Member).await;
    queries::unmark_all(&mut tx, marked.at).await.expect("taken back");
    tx.commit().await.expect("a commit");
    assert_eq!(town.unread(Role::Member).await, 2);
}

#[tokio::test]
async fn what_has_expired_is_forgotten_and_nothing_else() {
    let town = Town::new().await;
    let member = town.lumen.user(Role::Member);
    town.tell(member, "contact/1").await;
    town.tell(member, "contact/2").await;
    let mut tx = town.tx(&town.lumen, Role::Owner).await;
    sqlx::query("update notifications set expires_at = now() - interval '1 minute' where organization_id = $1 and cause = 'contact/1'")
        .bind(town.lumen.id)
        .execute(tx.conn())
        .await
        .expect("an update");
    queries::forget_expired(&mut tx).await.expect("forgotten");
    tx.commit().await.expect("a commit");
    assert_eq!(town.told(member).await.0, 1);
}

impl Town {
    /// Lumen's owner decides about something that somebody waits for.
    async fn decide(&self, to: UserId, cause: &str) {
        let mut tx = self.tx(&self.lumen, Role::Owner).await;
        let notice = Notice {
            kind: NotificationKind::ExpenseDecided,
            title: Said::new(format!("{cause}: approved"), format!("{cause}: genehmigt")),
            path: format!("/expenses/{cause}"),
            ..notice(to, cause)
        };
        queries::notify(&mut tx, &notice).await.expect("told");
        tx.commit().await.expect("a commit");
    }

    /// What waits has waited for so long.
    async fn pass(&self, seconds: i32) {
        let pool = self.db.admin_pool();
        let mut connection = pool.acquire().await.expect("a connection");
        sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
            "set session_replication_role = replica; \
             update notifications set created_at = created_at - interval '{seconds} seconds'; \
             set session_replication_role = origin"
        )))
        .execute(&mut *connection)
        .await
        .expect("time goes by");
    }

    /// Mails by an organisation's own means what has waited long enough.
    async fn mail_news(&self, of: &Org) {
        let (system, needs) = (of.user(Role::System), Permission::ViewAudit);
        let tenant = Tenant::for_job_of_system(self.pool.clone(), of.id, system, needs, JobId::new());
        let mut tx = tenant.begin(needs).await.expect("a transaction");
        queries::mail_news(&mut tx).await.expect("mailed");
        tx.commit().await.expect("a commit");
    }

    async fn letters(&self, person: UserId) -> Vec<Letter> {
        let letters: Vec<serde_json::Value> =
            sqlx::query_scalar("select letter from mails where user_id = $1 order by created_at, id")
                .bind(person)
                .fetch_all(&self.db.admin_pool())
                .await
                .expect("letters");
        let letters = letters.into_iter().map(serde_json::from_value);
        letters.collect::<Result<_, _>>().expect("letters")
    }
}

#[tokio::test]
async fn news_of_one_minute_goes_in_one_mail_to_each_and_once_however_many_mail_it() {
    let town = std::sync::Arc::new(Town::new().await);
    let (member, manager) = (town.lumen.user(Role::Member), town.lumen.user(Role::Manager));
    for cause in ["train", "hotel"] {
        town.decide(member, cause).await;
    }
    town.decide(manager, "room").await;
    assert_eq!(
        town.told(member).await,
        (2, 0),
        "seen at once, and not mailed yet"
    );
    town.pass(30).await;
    assert_eq!(
        queries::organizations_with_news(&town.pool).await.expect("none"),
        []
    );
    town.mail_news(&town.lumen).await;
    assert_eq!(town.told(member).await, (2, 0), "half a minute is too early");

    town.pass(40).await;
    town.decide(member, "taxi").await;
    assert_eq!(
        queries::organizations_with_news(&town.pool).await.expect("one"),
        [town.lumen.id]
    );
    town.mail_news(&town.harbor).await;
    assert_eq!(
        town.told(member).await,
        (3, 0),
        "another organisation mails its own"
    );
    let mailing = (0..4).map(|_| {
        let town = town.clone();
        tokio::spawn(async move { town.mail_news(&town.lumen).await })
    });
    for one in mailing.collect::<Vec<_>>() {
        one.await.expect("mailed");
    }
    assert_eq!(
        queries::organizations_with_news(&town.pool).await.expect("none"),
        []
    );

    let letters = town.letters(member).await;
    let [Letter::News { count: 3, news }] = letters.as_slice() else {
        panic!("one letter of three pieces of news: {letters:?}");
    };
    let titles: Vec<_> = news.iter().map(|one| one.title.as_str()).collect();
    assert_eq!(titles, ["train: approved", "hotel: approved", "taxi: approved"]);
    let letters = town.letters(manager).await;
    assert!(
        matches!(letters.as_slice(), [Letter::Notification { title, path, .. }] if title == "room: approved" && path == "/expenses/room"),
        "{letters:?}"
    );
}

#[tokio::test]
async fn news_that_is_taken_back_or_no_longer_wanted_while_it_waits_is_not_mailed() {
    let town = Town::new().await;
    let member = town.lumen.user(Role::Member);
    for cause in ["train", "hotel"] {
        town.decide(member, cause).await;
    }
    let mut tx = town.tx(&town.lumen, Role::Owner).await;
    queries::withdraw(&mut tx, "train").await.expect("taken back");
    tx.commit().await.expect("a commit");
    town.pass(90).await;
    town.mail_news(&town.lumen).await;
    let letters = town.letters(member).await;
    assert!(
        matches!(letters.as_slice(), [Letter::Notification { title, .. }] if title == "hotel: approved"),
        "{letters:?}"
    );

    town.decide(member, "taxi").await;
    let mut tx = town.tx(&town.lumen, Role::Member).await;
    queries::prefer(&mut tx, &Preferences::default())
        .await
        .expect("preferred");
    tx.commit().await.expect("a commit");
    town.pass(90).await;
    town.mail_news(&town.lumen).await;
    assert_eq!(town.letters(member).await.len(), 1);
    assert_eq!(
        queries::organizations_with_news(&town.pool).await.expect("none"),
        []
    );
}

#[tokio::test]
async fn of_very_many_pieces_of_news_a_mail_tells_some_and_says_how_many_there_are() {
    let town = Town::new().await;
    let member = town.lumen.user(Role::Member);
    for place in 0..23 {
        town.decide(member, &format!("claim-{place}")).await;
    }
    town.pass(90).await;
    town.mail_news(&town.lumen).await;
    let letters = town.letters(member).await;
    assert!(
        matches!(letters.as_slice(), [Letter::News { count: 23, news }] if news.len() == 20),
        "{letters:?}"
    );
}

#[tokio::test]
async fn a_mail_is_in_the_language_of_whoever_is_told_at_once_or_gathered_and_what_stands_here_is_in_english()
{
    let town = Town::new().await;
    for (role, locale) in [
        (Role::Member, "de-CH"),
        (Role::Manager, "DE-at"),
        (Role::Admin, "den-GB"),
    ] {
        sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
            "begin; set local app.organization_id = '{org}'; set local app.actor_kind = 'job'; \
             update users set locale = '{locale}' where id = '{person}'; commit",
            org = town.lumen.id,
            person = town.lumen.user(role),
        )))
        .execute(&town.db.admin_pool())
        .await
        .expect("a locale");
    }
    let people = [Role::Member, Role::Manager, Role::Admin].map(|role| town.lumen.user(role));
    for person in people {
        town.tell(person, "contact/1").await;
        town.decide(person, "train").await;
    }
    town.pass(90).await;
    town.mail_news(&town.lumen).await;
    for (person, is_german) in people.into_iter().zip([true, true, false]) {
        let letters = town.letters(person).await;
        let titles: Vec<_> = letters
            .iter()
            .map(|letter| match letter {
                Letter::Notification { title, message, .. } => format!("{title} ({message})"),
                other => panic!("{other:?}"),
            })
            .collect();
        let expected = if is_german {
            [
                "Ada Lovelace wurde dir anvertraut (Von Owner Lumen)",
                "train: genehmigt (Von Owner Lumen)",
            ]
        } else {
            [
                "Ada Lovelace was put into your care (By Owner Lumen)",
                "train: approved (By Owner Lumen)",
            ]
        };
        assert_eq!(titles, expected);
        let here: Vec<String> =
            sqlx::query_scalar("select title from notifications where user_id = $1 and channel = 'in_app' order by created_at, id")
                .bind(person)
                .fetch_all(&town.db.admin_pool())
                .await
                .expect("titles");
        assert_eq!(here, ["Ada Lovelace was put into your care", "train: approved"]);
    }
}
