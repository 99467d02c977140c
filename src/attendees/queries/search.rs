//! Attendees of an event are found by the beginnings of their words.
//!
//! The words stand in a table of their own and are compared by `>=` and `<`, which row-level security leaves their index.

use crate::error::AppResult;
use crate::ids::EventId;
use crate::tenancy::TenantTx;
use sqlx::{Postgres, QueryBuilder};

/// Up to how many words are looked up, rather than asked of each attendee in the order of the list: beyond it, most of a page is
/// found among the first that are looked at.
const MOST_LOOKED_UP: usize = 1_000;
/// How far words are counted.
const MOST_COUNTED: i64 = 10_000;
/// How many spellings of one word are tried.
const MOST_SPELLINGS: i64 = 20;
/// The shortest and the longest word in which a slip is forgiven.
const FORGIVEN: std::ops::RangeInclusive<usize> = 4..=40;
/// How many characters of what was typed are looked at.
const LONGEST: usize = 100;

/// What somebody typed, as it is looked for.
#[derive(Clone, Debug)]
pub struct Terms {
    /// Of each word, the beginnings that it may stand for.
    pub words: Vec<Vec<String>>,
    /// How many words of the event begin so, of the one word that was typed.
    hits: usize,
}

impl Terms {
    /// What is looked for when this is typed; `None` where that is nothing. A slip is forgiven in a word that nobody has.
    pub async fn new(tx: &mut TenantTx, event: EventId, typed: &str) -> AppResult<Option<Self>> {
        if typed.is_empty() {
            return Ok(None);
        }
        // No stored text holds a control character, and PostgreSQL takes no NUL.
        let typed: String = typed.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
        let organization = tx.organization();
        let terms = sqlx::query!(
            r#"
            select typed.term as "term!", (
              select count(*) from (
                select from event_attendee_words w
                where w.organization_id = $1 and w.event_id = $2 and w.word >= typed.term and w.word < typed.beyond
                limit $4
              ) as counted
            ) as "hits!"
            from (
              -- `offset 0`: what is compared with the words must be a value, since `||` is not leakproof.
              select term, term || chr(1114111) as beyond, place
              from unnest(app.search_terms($3)) with ordinality as said (term, place) offset 0
            ) as typed
            order by typed.place
            "#,
            organization.0,
            event.0,
            typed,
            MOST_COUNTED,
        )
        .fetch_all(tx.conn())
        .await?;
        let hits = terms.first().map_or(0, |term| term.hits);
        let mut words = Vec::new();
        for term in terms {
            let mut meant = vec![term.term.clone()];
            if term.hits == 0 && FORGIVEN.contains(&term.term.chars().count()) {
                meant.extend(spellings(tx, event, &term.term).await?);
            }
            words.push(meant);
        }
        Ok(Some(Self {
            words,
            hits: usize::try_from(hits).unwrap_or(usize::MAX),
        }))
    }

    /// Whether so many have the one word that was typed that they are found by going through the list.
    pub fn is_common(&self) -> bool {
        self.words.len() == 1 && self.hits > MOST_LOOKED_UP
    }

    /// How many attendees have it, where that is told by the words alone: of those that were counted.
    pub async fn count(&self, tx: &mut TenantTx, event: EventId) -> AppResult<(i64, bool)> {
        let organization = tx.organization();
        let mut sql = QueryBuilder::new("select count(distinct attendee_id) from (");
        self.push_words(&mut sql, 0, organization.0, event);
        sql.push(" limit ").push(MOST_COUNTED).push(") as words");
        let counted = sql.build_query_scalar().fetch_one(tx.conn()).await?;
        Ok((
            counted,
            i64::try_from(self.hits).unwrap_or(i64::MAX) >= MOST_COUNTED,
        ))
    }

    /// Those who have all of the words: their ids.
    pub fn push_found(&self, sql: &mut QueryBuilder<Postgres>, organization: uuid::Uuid, event: EventId) {
        if self.words.is_empty() {
            sql.push("select null::uuid as attendee_id where false");
            return;
        }
        for place in 0..self.words.len() {
            sql.push(if place == 0 { "(" } else { " intersect (" });
            self.push_words(sql, place, organization, event);
            sql.push(")");
        }
        if self.words.len() == 1 {
            // Whoever has two words that begin so is one.
            sql.push(" union select null::uuid where false");
        }
    }

    fn push_words(
        &self,
        sql: &mut QueryBuilder<Postgres>,
        place: usize,
        organization: uuid::Uuid,
        event: EventId,
    ) {
        for (number, start) in self.words[place].iter().enumerate() {
            if number > 0 {
                sql.push(" union all ");
            }
            sql.push("select w.attendee_id from event_attendee_words w where w.organization_id = ")
                .push_bind(organization)
                .push(" and w.event_id = ")
                .push_bind(event);
            push_range(sql, start);
        }
    }

    /// That the attendee `a` has the one word that was typed.
    pub fn push_has(&self, sql: &mut QueryBuilder<Postgres>) {
        for start in self.words.iter().flatten().take(1) {
            sql.push(
                " and exists (select from event_attendee_words w \
                 where w.organization_id = a.organization_id and w.attendee_id = a.id",
            );
            push_range(sql, start);
            // The few words of one attendee, not all that begin alike.
            sql.push(" offset 0)");
        }
    }
}

fn push_range(sql: &mut QueryBuilder<Postgres>, start: &str) {
    let beyond = format!("{start}{}", char::MAX);
    sql.push(" and w.word >= ").push_bind(start.to_owned());
    sql.push(" and w.word < ").push_bind(beyond);
}

/// What of a word's spellings with one slip somebody of the event has.
async fn spellings(tx: &mut TenantTx, event: EventId, word: &str) -> AppResult<Vec<String>> {
    let organization = tx.organization();
    Ok(sqlx::query_scalar!(
        r#"
        select slip.word as "word!"
        from (
          -- `offset 0`: as above.
          select w as word, w || chr(1114111) as beyond from app.misspellings($3) as w offset 0
        ) as slip
        cross join lateral (
          select from event_attendee_words w
          where w.organization_id = $1 and w.event_id = $2 and w.word >= slip.word and w.word < slip.beyond
          limit 1
        ) as known
        limit $4
        "#,
        organization.0,
        event.0,
        word,
        MOST_SPELLINGS,
    )
    .fetch_all(tx.conn())
    .await?)
}
