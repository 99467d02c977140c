use super::*;
use crate::contacts::types::{
    Condition, ConditionKey, ContactSort, ContactStatus, ContactType, Group, Join, OwnerFilter, Priority,
    When,
};
use crate::ids::UserId;
use chrono::NaiveDate;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use std::str::FromStr;

/// A search as an address keeps it.
fn searched(typed: String) -> String {
    ContactFilter::from_query(&|name| (name == "q").then(|| typed.clone())).search
}

/// Words as people type them, separators and escapes among them.
fn words() -> impl Strategy<Value = Vec<String>> {
    let word = prop_oneof![
        "[a-z ,;:\\\\&=+%#é-]{1,12}",
        Just("none".to_owned()),
        Just("\\none".to_owned()),
        any::<String>(),
    ];
    let stored = |word: &String| {
        let word: String = word.chars().filter(|c| !c.is_control()).collect();
        let word = word.trim().to_owned();
        (!word.is_empty() && word.chars().count() <= 50).then_some(word)
    };
    vec(word, 1..8).prop_filter_map("a word is left", move |words| {
        let words = sorted(words.iter().filter_map(stored).collect());
        (!words.is_empty()).then_some(words)
    })
}

fn sorted<T: Ord>(mut values: Vec<T>) -> Vec<T> {
    values.sort();
    values.dedup();
    values
}

fn some_of<T: Copy + Ord + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = Vec<T>> {
    vec(select(all), 1..=all.len()).prop_map(sorted)
}

fn bounds<T: Copy + Ord + std::fmt::Debug + 'static>(
    value: impl Strategy<Value = T> + 'static,
) -> impl Strategy<Value = (Option<T>, Option<T>)> {
    let value = value.boxed();
    (option::of(value.clone()), option::of(value)).prop_filter_map(
        "a bound is there",
        |bounds| match bounds {
            (None, None) => None,
            (Some(from), Some(to)) => Some((Some(from.min(to)), Some(from.max(to)))),
            bounds => Some(bounds),
        },
    )
}

fn when() -> impl Strategy<Value = When> {
    let day = (0..80_000_u64).prop_map(|days| NaiveDate::default() + chrono::Days::new(days));
    prop_oneof![
        (1..3650_u16).prop_map(When::Within),
        (1..3650_u16).prop_map(When::Before),
        bounds(day).prop_map(|(from, to)| When::Between(from, to)),
    ]
}

fn any_condition() -> impl Strategy<Value = Condition> {
    let owner = prop_oneof![
        Just(OwnerFilter::Me),
        Just(OwnerFilter::Nobody),
        any::<u128>().prop_map(|id| OwnerFilter::Person(UserId(uuid::Uuid::from_u128(id)))),
    ];
    let industries = (words(), any::<bool>()).prop_map(|(words, is_none)| {
        let named = words.into_iter().map(Some);
        sorted(named.chain(is_none.then_some(None)).collect())
    });
    prop_oneof![
        some_of(ContactType::ALL).prop_map(Condition::Type),
        some_of(ContactStatus::ALL).prop_map(Condition::Status),
        some_of(Priority::ALL).prop_map(Condition::Priority),
        vec(owner, 1..5).prop_map(|owners| Condition::Owner(sorted(owners))),
        industries.prop_map(Condition::Industry),
        words().prop_map(Condition::Tags),
        words().prop_map(Condition::AllTags),
        words().prop_map(Condition::NoTags),
        bounds(0..=100_u8).prop_map(|(from, to)| Condition::Score(from, to)),
        prop_oneof![when(), Just(When::Never)].prop_map(Condition::LastInteraction),
        when().prop_map(Condition::Created),
    ]
}

fn any_filter() -> impl Strategy<Value = ContactFilter> {
    let group = (select(Join::ALL), vec(any_condition(), 0..4))
        .prop_map(|(join, conditions)| Group { join, conditions });
    (
        any::<String>().prop_map(searched),
        vec(any_condition(), 0..6),
        vec(group, 0..12),
        select(Join::ALL),
        select(ContactSort::ALL),
        any::<bool>(),
    )
        .prop_map(|(search, conditions, groups, join, sort, descending)| {
            ContactFilter {
                search,
                groups,
                join,
                sort,
                descending,
                ..ContactFilter::of(conditions)
            }
            .tidied()
        })
}

fn any_state() -> impl Strategy<Value = ListState> {
    let cursor = prop_oneof![
        Just(None),
        "[A-Za-z0-9_-]{1,40}".prop_map(|row| Some(Cursor::After(row))),
        "[A-Za-z0-9_-]{1,40}".prop_map(|row| Some(Cursor::Before(row))),
    ];
    let id = || option::of(any::<u128>().prop_map(uuid::Uuid::from_u128));
    let columns = vec(select(Column::ALL), 0..10).prop_map(Columns::of);
    (any_filter(), select(Layout::ALL), columns, id(), id(), cursor).prop_map(
        |(filter, layout, columns, view, panel, cursor)| ListState {
            filter,
            layout,
            columns,
            view: view.map(SavedViewId),
            panel: panel.map(ContactId),
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
        prop_assert_eq!(ListState::parse(&state.to_query()), state);
    }

    #[test]
    fn a_filter_survives_its_way_to_the_server(filter in any_filter()) {
        let sent = serde_json::to_string(&filter).expect("it is a text");
        prop_assert_eq!(serde_json::from_str::<ContactFilter>(&sent).expect("the text is a filter"), filter);
    }

    #[test]
    fn an_address_is_read_as_every_browser_reads_it(state in any_state()) {
        let query = state.to_query();
        let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.trim_start_matches('?').as_bytes())
            .into_owned()
            .collect();
        let expected: Vec<_> = state.parameters().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        prop_assert_eq!(pairs, expected);
    }

    #[test]
    fn any_address_shows_a_list(query in ".{0,200}") {
        let state = ListState::parse(&query);
        prop_assert_eq!(ListState::parse(&state.to_query()), state);
    }

    #[test]
    fn any_condition_shows_a_list(key in select(ConditionKey::ALL), text in "[a-z0-9,;:.\\\\ -]{0,60}", group in any::<bool>()) {
        let query = if group { format!("?g1=any;{key}:{text};score:-9") } else { format!("?{key}={text}") };
        let state = ListState::parse(&query);
        prop_assert_eq!(ListState::parse(&state.to_query()), state);
    }
}

#[test]
fn the_usual_list_has_a_bare_address() {
    assert_eq!(ListState::default().to_query(), "");
}

#[test]
fn an_address_can_be_read_aloud() {
    let query =
        "?type=target,plug&owner=me,none&industry=none,Media%5C, film&tags=speaker,vip&score=50-80&last=30d\
                 &created=2026-01-05..&g1=any;type:plug;tags.all:vip,speaker&g2=last:never&sort=score"
            .replace(' ', "%20");
    let state = ListState::parse(&query);
    assert_eq!(
        state.filter.condition(ConditionKey::Industry),
        Some(&Condition::Industry(vec![None, Some("Media, film".into())]))
    );
    assert_eq!(state.filter.groups.len(), 2);
    assert_eq!(state.to_query(), query.replace("vip,speaker", "speaker,vip"));
}

#[test]
fn unknown_values_are_left_out() {
    let state = ListState::parse(
        "?q=%00ada%07&type=enemy,plug&status=&priority=HIGH&owner=someone&sort=shoe_size&dir=up&after=&layout=heap\
         &panel=me&view=7&columns=shoe&score=101&last=0d&created=never&g1=any&g2=shoe:7;type:&g11=type:plug",
    );
    let plugs = ContactFilter::of([Condition::Type(vec![ContactType::Plug])]);
    let expected = plugs.with_search("ada".into());
    assert!(state.filter.narrows());
    assert_eq!(state, expected.into());
}

#[test]
fn a_form_sends_a_list_box_by_box_and_a_range_end_by_end() {
    let state = ListState::parse(
        "?type=plug&type=target&score=&score=80&created=2026-02-01&created=2026-01-01&tags=a+b",
    );
    assert_eq!(
        state.to_query(),
        "?type=target,plug&tags=a%20b&score=-80&created=2026-01-01..2026-02-01"
    );
}

#[test]
fn what_exceeds_the_bounds_of_a_filter_is_left_out() {
    let many: Vec<String> = (0..300).map(|n| format!("tag{n}")).collect();
    let group = format!("type:plug{}", ";score:1-".repeat(100));
    let state = ListState::parse(&format!("?tags={}&g1={group}&g2={group}", many.join(",")));
    let Some(Condition::Tags(tags)) = state.filter.condition(ConditionKey::Tags) else {
        panic!("the tags are there")
    };
    assert_eq!(tags.len(), 50);
    assert_eq!(state.filter.groups.len(), 1);
    assert_eq!(state.filter.groups[0].conditions.len(), 19);
    assert_eq!(ListState::parse(&state.to_query()), state);
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

#[test]
fn the_best_come_first_while_a_search_is_typed_unless_an_order_was_chosen() {
    let found = ContactFilter::default().with_search("ada".into());
    assert_eq!((found.sort, found.descending), (ContactSort::Relevance, false));
    assert_eq!(query_of(found.clone()), "?q=ada");
    assert_eq!(found.with_search(String::new()), ContactFilter::default());
    assert_eq!(found.everybody(), ContactFilter::default());
    assert_eq!(found.sorted_by(ContactSort::Relevance), found);

    let by_score = ContactFilter::default().sorted_by(ContactSort::Score);
    let found_by_score = by_score.with_search("ada".into());
    assert_eq!(query_of(found_by_score.clone()), "?q=ada&sort=score");
    assert_eq!(found_by_score.with_search(String::new()), by_score);

    let by_name = found.sorted_by(ContactSort::Name);
    assert_eq!(query_of(by_name.clone()), "?q=ada&sort=name");
    assert_eq!(query_of(by_name.with_search("adam".into())), "?q=adam&sort=name");
}

#[test]
fn without_a_search_none_is_better_than_another() {
    assert_eq!(ListState::parse("?sort=relevance"), ListState::default());
    assert_eq!(
        ListState::parse("?q=ada&sort=relevance&dir=desc").to_query(),
        "?q=ada"
    );
    assert!(
        ContactFilter::default()
            .sorts()
            .all(|sort| sort != ContactSort::Relevance)
    );
}

#[test]
fn an_address_that_names_a_view_alone_is_never_that_of_a_list() {
    let id = SavedViewId::from_str("01990000-0000-7000-8000-000000000000").expect("an id");
    let state = ListState::default().with_view(Some(id));
    assert_eq!(state.to_query(), format!("?sort=name&view={id}"));
    assert_eq!(state.to_view(), "");
}

#[test]
fn columns_are_each_shown_once_and_the_name_is_no_choice() {
    let state = ListState::parse("?columns=name,score,company,score,shoe");
    assert_eq!(state.columns.as_slice(), [Column::Score, Column::Company]);
    assert_eq!(state.to_query(), "?columns=name,score,company");
    assert_eq!(ListState::parse("?columns=name").columns.as_slice(), []);
    assert_eq!(ListState::parse("?columns=").columns, Columns::default());
}
