use super::*;
use crate::contacts::types::{ContactSort, ContactStatus, ContactType, OwnerFilter, Priority};
use crate::ids::UserId;
use proptest::prelude::*;

fn from_address(query: &str) -> ListState {
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.trim_start_matches('?').as_bytes())
        .into_owned()
        .collect();
    let get = |name: &str| {
        pairs
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.clone())
    };
    ListState::from_query(get)
}

/// A search as an address keeps it.
fn searched(typed: String) -> String {
    ContactFilter::from_query(|name| (name == "q").then(|| typed.clone())).search
}

fn any_of<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = Option<T>> {
    proptest::option::of(proptest::sample::select(all))
}

fn any_filter() -> impl Strategy<Value = ContactFilter> {
    let owner = prop_oneof![
        Just(OwnerFilter::Anyone),
        Just(OwnerFilter::Me),
        Just(OwnerFilter::Nobody),
        any::<u128>().prop_map(|id| OwnerFilter::Person(UserId(uuid::Uuid::from_u128(id)))),
    ];
    (
        any::<String>().prop_map(searched),
        any_of(ContactType::ALL),
        any_of(ContactStatus::ALL),
        any_of(Priority::ALL),
        owner,
        proptest::sample::select(ContactSort::ALL),
        any::<bool>(),
    )
        .prop_map(
            |(search, contact_type, status, priority, owner, sort, descending)| ContactFilter {
                search,
                contact_type,
                status,
                priority,
                owner,
                sort,
                descending,
            },
        )
}

fn any_state() -> impl Strategy<Value = ListState> {
    let cursor = prop_oneof![
        Just(None),
        "[A-Za-z0-9_-]{1,40}".prop_map(|row| Some(Cursor::After(row))),
        "[A-Za-z0-9_-]{1,40}".prop_map(|row| Some(Cursor::Before(row))),
    ];
    let panel = proptest::option::of(any::<u128>().prop_map(|id| ContactId(uuid::Uuid::from_u128(id))));
    (any_filter(), proptest::sample::select(Layout::ALL), panel, cursor).prop_map(
        |(filter, layout, panel, cursor)| ListState {
            filter,
            layout,
            panel,
            cursor,
        },
    )
}

fn query_of(filter: ContactFilter) -> String {
    ListState::from(filter).to_query()
}

proptest! {
    #[test]
    fn a_list_survives_its_address(state in any_state()) {
        prop_assert_eq!(from_address(&state.to_query()), state);
    }

    #[test]
    fn any_address_shows_a_list(query in ".{0,200}") {
        let state = from_address(&query);
        let again = from_address(&state.to_query());
        prop_assert_eq!(again, state);
    }
}

#[test]
fn the_usual_list_has_a_bare_address() {
    assert_eq!(ListState::default().to_query(), "");
}

#[test]
fn unknown_values_are_left_out() {
    let state = from_address(
        "?q=%00ada%07&type=enemy&status=&priority=HIGH&owner=someone&sort=shoe_size&dir=up&after=&layout=heap&panel=me",
    );
    let expected = ContactFilter {
        search: "ada".into(),
        ..ContactFilter::default()
    };
    assert!(state.filter.narrows());
    assert_eq!(state, expected.into());
}

#[test]
fn a_column_clicked_twice_is_turned_round() {
    let by_score = ContactFilter::default().sorted_by(ContactSort::Score);
    assert!(by_score.descending);
    assert_eq!(query_of(by_score.clone()), "?sort=score");
    assert_eq!(
        query_of(by_score.sorted_by(ContactSort::Score)),
        "?sort=score&dir=asc"
    );
}
