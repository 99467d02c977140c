//! PDF files for tests: good ones as `krilla` writes them, and those that were made to harm whoever reads them.

use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Rect};
use krilla::page::PageSettings;
use krilla::paint::Fill;

/// Pages of A4, each all of one colour.
#[must_use]
pub fn coloured(colours: &[(u8, u8, u8)]) -> Vec<u8> {
    let mut document = Document::new();
    for (red, green, blue) in colours {
        let (Some(settings), Some(all)) = (
            PageSettings::from_wh(595.0, 842.0),
            Rect::from_xywh(0.0, 0.0, 595.0, 842.0),
        ) else {
            continue;
        };
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        surface.set_fill(Some(Fill {
            paint: rgb::Color::new(*red, *green, *blue).into(),
            ..Fill::default()
        }));
        let mut path = PathBuilder::new();
        path.push_rect(all);
        if let Some(path) = path.finish() {
            surface.draw_path(&path);
        }
        surface.finish();
        page.finish();
    }
    document.finish().unwrap_or_default()
}

/// Pages with what is said of each (`/MediaBox [0 0 595 842]`) and what is drawn on it, in the words of the format. Letters are of Helvetica (`/F1`), which is
/// not in the file, and `/X` is the first of the other objects, the tenth of the file.
#[must_use]
pub fn written(pages: usize, about: &str, content: &str, others: &[String]) -> Vec<u8> {
    let leaves = 10 + others.len();
    let kids: Vec<_> = (0..pages).map(|page| format!("{} 0 R", leaves + page)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{}] /Count {pages} >>", kids.join(" ")),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
        stream("", content),
    ];
    // Left free, so that the number of whatever is wanted is known.
    objects.resize(9, "null".to_owned());
    objects.extend_from_slice(others);
    let page = format!(
        "<< /Type /Page /Parent 2 0 R {about} /Resources << /Font << /F1 3 0 R >> /XObject << /X 10 0 R >> >> /Contents 4 0 R >>"
    );
    objects.resize(objects.len() + pages, page);
    file(&objects)
}

/// Something that is drawn wherever it is named, with what is said of it.
#[must_use]
pub fn form(about: &str, content: &str) -> String {
    stream(
        &format!("/Type /XObject /Subtype /Form /BBox [0 0 595 842] {about}"),
        content,
    )
}

fn stream(about: &str, content: &str) -> String {
    format!(
        "<< {about} /Length {} >>\nstream\n{content}\nendstream",
        content.len()
    )
}

/// Objects as a file.
#[must_use]
pub fn file(objects: &[String]) -> Vec<u8> {
    let mut text = String::from("%PDF-1.7\n");
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(format!("{:010} 00000 n \n", text.len()));
        text.push_str(&format!("{} 0 obj\n{object}\nendobj\n", at + 1));
    }
    let (begins, size) = (text.len(), objects.len() + 1);
    text.push_str(&format!(
        "xref\n0 {size}\n0000000000 65535 f \n{}",
        places.concat()
    ));
    let locked = objects
        .iter()
        .position(|object| object.contains("/Filter /Standard"));
    let id = "0b".repeat(16);
    let more = locked.map_or_else(String::new, |at| {
        format!("/Encrypt {} 0 R /ID [<{id}> <{id}>]", at + 1)
    });
    text.push_str(&format!(
        "trailer\n<< /Size {size} /Root 1 0 R {more} >>\nstartxref\n{begins}\n%%EOF\n"
    ));
    text.into_bytes()
}

/// One that asks for a password.
#[must_use]
pub fn locked() -> Vec<u8> {
    let nothing = "5a".repeat(32);
    let lock =
        format!("<< /Filter /Standard /V 2 /R 3 /Length 128 /P -3904 /O <{nothing}> /U <{nothing}> >>");
    written(1, "/MediaBox [0 0 595 842]", "", &[lock])
}
