//! How well people find whom they mean, among as many and as alike as there are.

use super::super::people::{People, Person};
use super::super::random::Random;
use crate::accounts::roles::{Permission, Role};
use crate::contacts::queries;
use crate::ids::ContactId;
use crate::tenancy::TenantTx;
use crate::testing::TestDb;

/// How often somebody searches in each organisation.
const SEARCHES: usize = 500;

/// Somebody who can be looked for.
struct Wanted {
    id: ContactId,
    person: Person,
}

impl Wanted {
    fn name(&self) -> String {
        format!("{} {}", self.person.name.first, self.person.name.last)
    }

    fn company(&self) -> &str {
        self.person.company.as_deref().unwrap_or_default()
    }
}

/// What somebody types, and what of a contact it says: two contacts that are alike in that cannot
/// be told apart by anybody who sees them.
struct Search {
    typed: String,
    says: fn(&Wanted) -> String,
}

impl Search {
    /// One of the ways in which people look for somebody.
    fn any(random: &mut Random, wanted: &Wanted) -> Self {
        let (first, last) = (&wanted.person.name.first, &wanted.person.name.last);
        let by_name: fn(&Wanted) -> String = Wanted::name;
        match (random.below(5), &wanted.person.email) {
            (0, _) => Self {
                typed: format!("{last} {first}"),
                says: by_name,
            },
            (1, _) if !wanted.company().is_empty() => Self {
                typed: format!("{last} {}", wanted.company()),
                says: |wanted| format!("{} {}", wanted.name(), wanted.company()),
            },
            (2, _) => {
                let length = last.chars().count();
                let known = random.between(3, 3.max(length as i64));
                Self {
                    typed: format!(
                        "{first} {}",
                        last.chars().take(known as usize).collect::<String>()
                    ),
                    says: by_name,
                }
            }
            (3, Some(email)) => Self {
                typed: email.clone(),
                says: |wanted| wanted.id.to_string(),
            },
            _ => Self {
                typed: wanted.name(),
                says: by_name,
            },
        }
    }

    /// The same with a slip of the fingers.
    fn misspelt(self, random: &mut Random) -> Self {
        let mut letters: Vec<char> = self.typed.chars().collect();
        let places: Vec<usize> = (0..letters.len())
            .filter(|at| letters[*at].is_alphanumeric())
            .collect();
        let at = places[random.below(places.len())];
        match random.below(5) {
            0 if at + 1 < letters.len() && letters[at + 1].is_alphanumeric() => letters.swap(at, at + 1),
            1 => {
                letters.remove(at);
            }
            2 => letters.insert(at, letters[at]),
            3 if !self.typed.is_ascii() => {
                letters = letters.into_iter().map(crate::ui::marked::plain).collect();
            }
            _ => {
                letters[at] = random
                    .pick(&["a", "e", "n", "r", "s", "t", "k", "m"])
                    .chars()
                    .next()
                    .unwrap()
            }
        }
        Self {
            typed: letters.into_iter().collect(),
            ..self
        }
    }
}

async fn insert(tx: &mut TenantTx, people: &[Wanted]) {
    let (organization, me) = (tx.organization(), tx.user().unwrap());
    sqlx::query(
        "insert into contacts (organization_id, created_by, id, first_name, last_name, company, email)
         select $1, $2, * from unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[])",
    )
    .bind(organization)
    .bind(me)
    .bind(people.iter().map(|wanted| wanted.id.0).collect::<Vec<_>>())
    .bind(
        people
            .iter()
            .map(|wanted| wanted.person.name.first.clone())
            .collect::<Vec<_>>(),
    )
    .bind(
        people
            .iter()
            .map(|wanted| wanted.person.name.last.clone())
            .collect::<Vec<_>>(),
    )
    .bind(
        people
            .iter()
            .map(|wanted| wanted.person.company.clone())
            .collect::<Vec<_>>(),
    )
    .bind(
        people
            .iter()
            .map(|wanted| wanted.person.email.clone())
            .collect::<Vec<_>>(),
    )
    .execute(tx.conn())
    .await
    .unwrap();
}

#[tokio::test]
#[ignore = "long: fills three organisations with ten thousand contacts"]
async fn the_right_contact_is_among_the_first_five_though_a_fifth_is_misspelt() {
    let db = TestDb::new().await;
    let pool = db.app_pool();
    let (mut right, mut missed) = (0, Vec::new());
    for (name, size, seed) in [("Lumen", 2_000, 11), ("Harbor", 3_000, 12), ("Atlas", 5_000, 13)] {
        let mut random = Random::seeded(seed);
        let mut population = People::of(size, &["a fair"], &mut random);
        let people: Vec<Wanted> = (0..size)
            .map(|_| Wanted {
                id: ContactId::new(),
                person: population.draw(&mut random),
            })
            .collect();
        let tenant = db.organization(name).await.tenant(&pool, Role::Member);
        let mut tx = tenant.begin(Permission::ViewContacts).await.unwrap();
        for some in people.chunks(200) {
            insert(&mut tx, some).await;
        }
        tx.commit().await.unwrap();

        let mut tx = tenant.begin(Permission::ViewContacts).await.unwrap();
        for number in 0..SEARCHES {
            let wanted = &people[random.below(people.len())];
            let mut search = Search::any(&mut random, wanted);
            if number % 5 == 0 {
                search = search.misspelt(&mut random);
            }
            let hits = queries::hits(&mut tx, &search.typed, 5).await.unwrap();
            let says = (search.says)(wanted);
            let is_right = hits.iter().any(|hit| {
                let found = people.iter().find(|person| person.id == hit.id);
                hit.id == wanted.id || found.is_some_and(|found| (search.says)(found) == says)
            });
            if is_right {
                right += 1;
            } else {
                missed.push(format!("“{}” for {says}", search.typed));
            }
        }
    }
    let all = right + missed.len();
    let share = 100.0 * right as f64 / all as f64;
    eprintln!("{share:.1} % of {all} searches had the right contact among the first five");
    assert!(share >= 95.0, "{share:.1} %; missed {missed:#?}");
}
