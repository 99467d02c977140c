//! A page's HTML, read as far as a test must.

/// The tag with this id, up to its end.
pub fn tag<'a>(html: &'a str, id: &str) -> Option<&'a str> {
    let at = html.find(&format!("id=\"{id}\""))?;
    let start = html[..at].rfind('<')?;
    let end = at + html[at..].find('>')?;
    Some(&html[start..=end])
}

/// An attribute of the tag with this id.
pub fn attribute(html: &str, id: &str, name: &str) -> Option<String> {
    let tag = tag(html, id)?;
    let value = tag.split(&format!(" {name}=\"")).nth(1)?;
    Some(decoded(value.split('"').next()?))
}

/// What a control holds: the value of an input, the text of a text area, the chosen option of a select.
pub fn value(html: &str, id: &str) -> Option<String> {
    let tag = tag(html, id)?;
    let inside = |end: &str| {
        let start = html.find(tag)? + tag.len();
        Some(&html[start..start + html[start..].find(end)?])
    };
    if tag.starts_with("<textarea") {
        let text = inside("</textarea>")?;
        // One line end after the tag is not part of the text.
        return Some(decoded(text.strip_prefix('\n').unwrap_or(text)));
    }
    if tag.starts_with("<select") {
        let option = inside("</select>")?
            .split("<option")
            .find(|option| option.contains(" selected"))?;
        return Some(decoded(option.split("value=\"").nth(1)?.split('"').next()?));
    }
    attribute(html, id, "value")
}

/// The error that stands beside a field and is tied to it.
pub fn error_beside(html: &str, field: &str) -> Option<String> {
    let error = format!("{field}-error");
    let described = attribute(html, field, "aria-describedby")?;
    let is_tied = described.split(' ').any(|id| id == error);
    let is_marked = attribute(html, field, "aria-invalid").as_deref() == Some("true");
    let start = html.find(&format!("id=\"{error}\""))?;
    let text = &html[start + html[start..].find('>')? + 1..];
    let text = text_of(&text[..text.find("</p>")?]);
    (is_tied && is_marked).then_some(text)
}

/// Text without its tags.
pub fn text_of(html: &str) -> String {
    let mut text = String::new();
    let mut is_tag = false;
    for c in html.chars() {
        match c {
            '<' => is_tag = true,
            '>' => is_tag = false,
            _ if !is_tag => text.push(c),
            _ => {}
        }
    }
    decoded(text.trim())
}

fn decoded(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&amp;", "&")
}
