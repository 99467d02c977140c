use super::*;

fn html(draw: impl FnOnce() -> AnyView) -> String {
    let owner = Owner::new();
    owner.with(|| draw().to_html())
}

#[test]
fn nothing_that_is_stored_can_end_a_text_area() {
    let attack = "</textarea><script>alert(1)</script>&lt;b&gt; \"'";
    let html = html(|| {
        let value = RwSignal::new(attack.to_owned());
        view! { <TextArea name="notes" label="Notes" value/> }.into_any()
    });
    assert!(!html.contains("<script>"), "{html}");
    assert_eq!(html.matches("</textarea>").count(), 1, "{html}");
    assert!(
        html.contains("&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;lt;b&amp;gt;"),
        "{html}"
    );
}

#[test]
fn a_text_area_keeps_its_first_line_break() {
    let html = html(|| {
        let value = RwSignal::new("\nsecond line".to_owned());
        view! { <TextArea name="notes" label="Notes" value/> }.into_any()
    });
    // A parser drops one line break after the tag; the person's own is the second.
    assert!(html.contains(">\n\nsecond line</textarea>"), "{html}");
}

#[test]
fn an_empty_text_area_stays_empty() {
    let html = html(|| {
        view! { <TextArea name="notes" label="Notes" value=RwSignal::new(String::new())/> }.into_any()
    });
    assert!(html.contains(">\n</textarea>"), "{html}");
}

#[test]
fn the_servers_html_carries_the_value_and_wires_label_hint_and_error() {
    let html = html(|| {
        let value = RwSignal::new("a\"b<c>".to_owned());
        let error = Signal::stored(Some("Write the address like name@example.com.".to_owned()));
        view! { <TextField name="email" label="E-mail" value error hint="Your work address." required=true/> }
            .into_any()
    });
    assert!(html.contains(r#"value="a&quot;b&lt;c&gt;""#), "{html}");
    assert!(
        html.contains(r#"for="field-email""#) && html.contains(r#"id="field-email""#),
        "{html}"
    );
    assert!(
        html.contains(r#"aria-describedby="field-email-hint field-email-error""#),
        "{html}"
    );
    assert!(
        html.contains(r#"aria-invalid="true""#) && html.contains(r#"aria-required="true""#),
        "{html}"
    );
    assert!(html.contains("name@example.com"), "{html}");
}

#[test]
fn a_field_without_hint_and_error_points_nowhere() {
    let html =
        html(|| view! { <TextField name="x" label="X" value=RwSignal::new(String::new())/> }.into_any());
    assert!(
        !html.contains("aria-describedby") && !html.contains("aria-invalid"),
        "{html}"
    );
}

#[test]
fn a_password_never_stands_in_the_servers_html() {
    let html = html(|| {
        let value = RwSignal::new("the-plugs-demo".to_owned());
        view! { <PasswordField name="password" label="Password" value/> }.into_any()
    });
    assert!(!html.contains("the-plugs-demo"), "{html}");
    assert!(
        html.contains(r#"type="password""#) && html.contains(" hidden"),
        "{html}"
    );
}

#[test]
fn the_chosen_option_is_chosen_in_the_servers_html() {
    let html = html(|| {
        let value = RwSignal::new("b".to_owned());
        let options = vec![Choice::new("a", "A"), Choice::new("b", "<B>")];
        view! { <SelectField name="s" label="S" value options empty="None"/> }.into_any()
    });
    assert_eq!(html.matches(" selected").count(), 1, "{html}");
    assert!(html.contains(r#"<option value="b" selected>&lt;B&gt;"#), "{html}");
}

#[test]
fn without_javascript_tags_are_one_text() {
    let html = html(|| {
        let value = RwSignal::new("vip, Berlin".to_owned());
        view! { <TagsField name="tags" label="Tags" value/> }.into_any()
    });
    assert!(
        html.contains(r#"name="tags""#) && html.contains(r#"value="vip, Berlin""#),
        "{html}"
    );
}

#[test]
fn tags_are_trimmed_and_each_stands_once() {
    assert_eq!(
        split_tags(" vip, Berlin,,VIP , new york "),
        ["vip", "Berlin", "new york"]
    );
    assert!(split_tags(" , ,").is_empty());
}
