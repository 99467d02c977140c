use super::*;
use proptest::prelude::*;

/// A way to one of the fields.
type Field = fn(&mut ContactForm) -> &mut String;

fn ada() -> ContactForm {
    ContactForm {
        first_name: "Ada".into(),
        last_name: "Lovelace".into(),
        ..ContactForm::blank(None)
    }
}

/// The errors of a form in which one field is typed otherwise.
fn errors_of(type_it: impl FnOnce(&mut ContactForm)) -> Vec<String> {
    let mut form = ada();
    type_it(&mut form);
    match form.parse() {
        Ok(_) => Vec::new(),
        Err(errors) => errors.iter().map(|(field, _)| field.to_owned()).collect(),
    }
}

fn parsed(type_it: impl FnOnce(&mut ContactForm)) -> ContactValues {
    let mut form = ada();
    type_it(&mut form);
    form.parse().expect("a contact").values().clone()
}

#[test]
fn a_blank_form_wants_only_a_name() {
    let errors = ContactForm::blank(None).parse().unwrap_err();
    let fields: Vec<_> = errors.iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["first_name", "last_name"]);
}

#[test]
fn a_form_that_holds_nothing_names_every_choice_that_is_missing() {
    let errors = ContactForm::default().parse().unwrap_err();
    let fields: Vec<_> = errors.iter().map(|(field, _)| field).collect();
    assert_eq!(
        fields,
        ["contact_type", "first_name", "last_name", "priority", "status"]
    );
}

#[test]
fn text_is_as_long_as_its_column_in_characters_and_no_longer() {
    let longest: [(&str, usize, Field); 10] = [
        ("first_name", 50, |form| &mut form.first_name),
        ("last_name", 50, |form| &mut form.last_name),
        ("company", 100, |form| &mut form.company),
        ("job_title", 100, |form| &mut form.job_title),
        ("business_type", 50, |form| &mut form.business_type),
        ("network_type", 50, |form| &mut form.network_type),
        ("industry", 100, |form| &mut form.industry),
        ("bio", 10_000, |form| &mut form.bio),
        ("notes", 10_000, |form| &mut form.notes),
        ("tags", 50, |form| &mut form.tags),
    ];
    for (field, most, of) in longest {
        assert!(
            errors_of(|form| *of(form) = "é".repeat(most)).is_empty(),
            "{field}"
        );
        assert_eq!(errors_of(|form| *of(form) = "é".repeat(most + 1)), [field]);
    }
}

#[test]
fn control_characters_are_refused_in_every_field() {
    for (field, ..) in ada().fields() {
        let errors = errors_of(|form| *form.field_mut(field).unwrap() = "a\0b".into());
        assert_eq!(errors, [field]);
    }
}

#[test]
fn several_lines_are_for_bio_and_notes_only() {
    assert_eq!(
        parsed(|form| form.notes = "one\r\ntwo ".into()).notes.as_deref(),
        Some("one\ntwo")
    );
    assert!(errors_of(|form| form.bio = "one\ntwo\tthree".into()).is_empty());
    assert_eq!(errors_of(|form| form.company = "one\ntwo".into()), ["company"]);
}

#[test]
fn an_address_has_one_at_sign_and_a_domain() {
    for good in [
        "",
        "ada@example.com",
        " ada@example.com ",
        "o'brien+x@mail.example.co.uk",
        "josé@exämple.org",
    ] {
        assert!(errors_of(|form| form.email = good.into()).is_empty(), "{good}");
    }
    for bad in [
        "ada",
        "ada@",
        "@example.com",
        "ada@example",
        "a b@example.com",
        "a@b@example.com",
        "<ada@example.com>",
    ] {
        assert_eq!(errors_of(|form| form.email = bad.into()), ["email"], "{bad}");
    }
}

#[test]
fn a_phone_number_is_digits_and_what_groups_them() {
    for good in ["", "+49 (30) 123.456-78", "911", "00 44 20 7946 0958"] {
        assert!(errors_of(|form| form.phone = good.into()).is_empty(), "{good}");
    }
    for bad in ["call me", "+-().", "+49 30 123456 ext 5", "1".repeat(21).as_str()] {
        assert_eq!(errors_of(|form| form.phone = bad.into()), ["phone"], "{bad}");
    }
}

#[test]
fn a_profile_is_an_address_of_the_web() {
    let stored = |typed: &str| parsed(|form| form.linkedin_url = typed.into()).linkedin_url;
    assert_eq!(stored(""), None);
    assert_eq!(
        stored("linkedin.com/in/ada").as_deref(),
        Some("https://linkedin.com/in/ada")
    );
    assert_eq!(
        stored(" http://www.linkedin.com/in/ada?x=1#y ").as_deref(),
        Some("http://www.linkedin.com/in/ada?x=1#y")
    );
    assert_eq!(
        stored("HTTPS://LinkedIn.com").as_deref(),
        Some("HTTPS://LinkedIn.com")
    );
    for bad in [
        "javascript:alert(1)",
        "javascript://linkedin.com/%0aalert(1)",
        "data:text/html,x",
        "ftp://linkedin.com",
        "https://",
        "https://localhost",
        "https://ada@linkedin.com",
        "https://linkedin.com:port/",
        "https://linkedin..com",
        "linkedin.com/in/a b",
        "ada",
        &format!("linkedin.com/{}", "a".repeat(240)),
    ] {
        assert_eq!(
            errors_of(|form| form.linkedin_url = bad.into()),
            ["linkedin_url"],
            "{bad}"
        );
    }
}

#[test]
fn choices_are_taken_by_their_stored_value_only() {
    for bad in ["", "Plug", "PLUG", "plug'", "partner"] {
        assert_eq!(
            errors_of(|form| form.contact_type = bad.into()),
            ["contact_type"],
            "{bad}"
        );
        assert_eq!(errors_of(|form| form.status = bad.into()), ["status"], "{bad}");
        assert_eq!(
            errors_of(|form| form.priority = bad.into()),
            ["priority"],
            "{bad}"
        );
    }
    assert_eq!(
        parsed(|form| form.contact_type = "plug".into()).contact_type,
        ContactType::Plug
    );
}

#[test]
fn a_score_is_a_whole_number_from_0_to_100() {
    for (good, score) in [("", 0), ("0", 0), (" 100 ", 100), ("42", 42)] {
        assert_eq!(parsed(|form| form.lead_score = good.into()).lead_score, score);
    }
    for bad in ["-1", "101", "4.2", "1e2", "many", "99999999999999999999", "٤"] {
        assert_eq!(
            errors_of(|form| form.lead_score = bad.into()),
            ["lead_score"],
            "{bad}"
        );
    }
}

#[test]
fn tags_stand_between_commas_each_once() {
    assert_eq!(
        parsed(|form| form.tags = " vip, Berlin ,, VIP,berlin, éte,ÉTE ".into()).tags,
        ["vip", "Berlin", "éte"]
    );
    let many = |count: usize| {
        (0..count)
            .map(|tag| tag.to_string())
            .collect::<Vec<_>>()
            .join(",")
    };
    assert_eq!(parsed(|form| form.tags = many(50)).tags.len(), 50);
    assert_eq!(errors_of(|form| form.tags = many(51)), ["tags"]);
}

#[test]
fn an_owner_is_an_id_or_nobody() {
    let id = UserId::new();
    assert_eq!(parsed(|form| form.owner_id = id.to_string()).owner_id, Some(id));
    assert_eq!(parsed(|form| form.owner_id = "  ".into()).owner_id, None);
    assert_eq!(errors_of(|form| form.owner_id = "me".into()), ["owner_id"]);
    assert_eq!(ContactForm::parse_owner(&id.to_string()), Ok(Some(id)));
    assert_eq!(ContactForm::parse_owner(""), Ok(None));
    assert!(ContactForm::parse_owner("me").is_err());
}

#[test]
fn every_error_of_a_form_is_told_at_once() {
    let errors = errors_of(|form| {
        form.last_name = String::new();
        form.email = "ada".into();
        form.lead_score = "many".into();
    });
    assert_eq!(errors, ["email", "last_name", "lead_score"]);
}

fn any_form() -> impl Strategy<Value = ContactForm> {
    let words = || ".{0,60}";
    let either = |good: &'static str| prop_oneof![3 => Just(good.to_owned()), 1 => ".{0,30}"];
    (
        (
            words(),
            words(),
            either("ada@example.com"),
            either("+49 30 1234"),
            words(),
            either("linkedin.com/in/ada"),
        ),
        (
            either("plug"),
            either("hot_lead"),
            either("high"),
            either("50"),
            words(),
            words(),
        ),
    )
        .prop_map(
            |(
                (first, last, email, phone, company, linkedin),
                (stage, status, priority, score, tags, notes),
            )| {
                ContactForm {
                    first_name: first,
                    last_name: last,
                    email,
                    phone,
                    company,
                    linkedin_url: linkedin,
                    contact_type: stage,
                    status,
                    priority,
                    lead_score: score,
                    tags,
                    notes,
                    ..ContactForm::default()
                }
            },
        )
}

proptest! {
    #[test]
    fn what_was_stored_can_be_saved_again_as_it_is(form in any_form()) {
        if let Ok(new) = form.parse() {
            let again = ContactForm::from(new.values()).parse();
            prop_assert_eq!(again, Ok(new));
        }
    }
}
