//! Attendees of an event are found by the beginnings of their words.
//!
//! The words stand in a table of their own and are compared by `>=` and `<`, which row-level security leaves their index.

use crate::error::AppResult;
use crate::ids::EventId;
use crate::tenancy::TenantTx;
use sqlx::{Postgres, QueryBuilder};

/// Up to how many words are looked up, rather than asked of each attendee in the order of the list: beyond it, most of a page is
/// found among the first that are looked at. People of one name stand together in the order of names, and may stand at its end: so
/// it is more than any name has in an event of 50,000. The events of tests are smaller.
const MOST_LOOKED_UP: i64 = if cfg!(test) { 1_000 } else { 10_000 };
/// How far words are counted for a total.
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
    words: Vec<Word>,
}

/// A word of it.
#[derive(Clone, Debug)]
struct Word {
    /// The beginnings that it may stand for.
    starts: Vec<String>,
    /// How many words of the event begin so, counted as far as it matters.
    hits: i64,
}

impl Word {
    const fn is_common(&self) -> bool {
        self.hits > MOST_LOOKED_UP
    }
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
            MOST_LOOKED_UP + 1,
        )
        .fetch_all(tx.conn())
        .await?;
        let mut words = Vec::new();
        for term in terms {
            let is_forgiven = term.hits == 0 && FORGIVEN.contains(&term.term.chars().count());
            let mut word = Word {
                starts: vec![term.term],
                hits: term.hits,
            };
            if is_forgiven {
                forgive(tx, event, &mut word).await?;
            }
            words.push(word);
        }
        Ok(Some(Self { words }))
    }

    /// Whether so many have the one word that was typed that they are found by going through the list.
    pub fn is_common(&self) -> bool {
        matches!(&self.words[..], [only] if only.is_common())
    }

    /// How many attendees have the one word that was typed, of those that were counted, and whether there are more.
    pub async fn count(&self, tx: &mut TenantTx, event: EventId) -> AppResult<(i64, bool)> {
        let organization = tx.organization();
        let mut sql = QueryBuilder::new("select count(distinct attendee_id), count(*) from (");
        for word in self.words.iter().take(1) {
            word.push_ids(&mut sql, organization.0, event);
        }
        sql.push(" limit ").push(MOST_COUNTED).push(") as words");
        let (people, words): (i64, i64) = sql.build_query_as().fetch_one(tx.conn()).await?;
        Ok((people, words >= MOST_COUNTED))
    }

    /// Those who have all of the words: their ids, each once. The rarest word is looked up, and the others are asked of those who have
    /// it; where none is rare, all are looked up.
    pub fn push_found(&self, sql: &mut QueryBuilder<Postgres>, organization: uuid::Uuid, event: EventId) {
        let Some(rarest) = self.words.iter().min_by_key(|word| word.hits) else {
            sql.push("select null::uuid as attendee_id where false");
            return;
        };
        if rarest.is_common() {
            for (place, word) in self.words.iter().enumerate() {
                sql.push(if place == 0 { "(" } else { " intersect (" });
                word.push_ids(sql, organization, event);
                sql.push(")");
            }
            return;
        }
        sql.push("select distinct attendee_id from (");
        rarest.push_ids(sql, organization, event);
        sql.push(") as rare where true");
        for word in &self.words {
            if !std::ptr::eq(word, rarest) {
                sql.push(" and ");
                word.push_has(sql, organization, "rare.attendee_id");
            }
        }
    }

    /// That the attendee `a` has the one word that was typed.
    pub fn push_has(&self, sql: &mut QueryBuilder<Postgres>, organization: uuid::Uuid) {
        for word in &self.words {
            sql.push(" and ");
            word.push_has(sql, organization, "a.id");
        }
    }
}

impl Word {
    /// The ids of those who have it, as often as they do.
    fn push_ids(&self, sql: &mut QueryBuilder<Postgres>, organization: uuid::Uuid, event: EventId) {
        for (number, start) in self.starts.iter().enumerate() {
            if number > 0 {
                sql.push(" union all ");
            }
            sql.push("select w.attendee_id from event_attendee_words w where w.organization_id = ")
                .push_bind(organization)
                .push(" and w.event_id = ")
                .push_bind(event)
                .push(" and ");
            push_range(sql, start);
        }
    }

    /// That an attendee has it.
    fn push_has(&self, sql: &mut QueryBuilder<Postgres>, organization: uuid::Uuid, attendee: &'static str) {
        sql.push("exists (select from event_attendee_words w where w.organization_id = ")
            .push_bind(organization)
            .push(" and w.attendee_id = ")
            .push(attendee)
            .push(" and (");
        for (number, start) in self.starts.iter().enumerate() {
            if number > 0 {
                sql.push(" or ");
            }
            sql.push("(");
            push_range(sql, start);
            sql.push(")");
        }
        // The few words of one attendee, not all that begin alike.
        sql.push(") offset 0)");
    }
}

fn push_range(sql: &mut QueryBuilder<Postgres>, start: &str) {
    let beyond = format!("{start}{}", char::MAX);
    sql.push("w.word >= ").push_bind(start.to_owned());
    sql.push(" and w.word < ").push_bind(beyond);
}

/// Adds to a word those of its spellings with one slip that somebody of the event has.
async fn forgive(tx: &mut TenantTx, event: EventId, word: &mut Word) -> AppResult<()> {
    let organization = tx.organization();
    let typed = word.starts.join("");
    let found = sqlx::query!(
        r#"
        select slip.word as "word!", known.hits as "hits!"
        from (
          -- `offset 0`: as above.
          select w as word, w || chr(1114111) as beyond from app.misspellings($3) as w offset 0
        ) as slip
        cross join lateral (
          select count(*) as hits from (
            select from event_attendee_words w
            where w.organization_id = $1 and w.event_id = $2 and w.word >= slip.word and w.word < slip.beyond
            limit $5
          ) as counted
        ) as known
        where known.hits > 0
        limit $4
        "#,
        organization.0,
        event.0,
        typed,
        MOST_SPELLINGS,
        MOST_LOOKED_UP + 1,
    )
    .fetch_all(tx.conn())
    .await?;
    for spelling in found {
        word.starts.push(spelling.word);
        word.hits += spelling.hits;
    }
    Ok(())
}
