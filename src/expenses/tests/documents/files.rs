//! Files that people could send.

use image::{DynamicImage, ImageFormat};
use std::io::Cursor;

/// A picture with these sides.
pub fn picture(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let picture = DynamicImage::new_rgb8(width, height);
    picture.write_to(&mut bytes, ImageFormat::Png).expect("a picture");
    bytes.into_inner()
}

/// Objects as a file, with `more` in its trailer.
fn file(objects: &[String], more: &str) -> Vec<u8> {
    let mut text = String::from("%PDF-1.7\n");
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(text.len());
        text.push_str(&format!("{} 0 obj\n{object}\nendobj\n", at + 1));
    }
    let begins = text.len();
    text.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    for place in places {
        text.push_str(&format!("{place:010} 00000 n \n"));
    }
    text.push_str(&format!(
        "trailer\n<< /Size {} /Root 1 0 R {more} >>\nstartxref\n{begins}\n%%EOF\n",
        objects.len() + 1
    ));
    text.into_bytes()
}

fn objects(pages: usize, (width, height): (u32, u32)) -> Vec<String> {
    let kids: Vec<_> = (0..pages).map(|page| format!("{} 0 R", 4 + 2 * page)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{}] /Count {pages} >>", kids.join(" ")),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    for page in 0..pages {
        let content = format!("BT /F1 24 Tf 60 300 Td (Page {} of the invoice) Tj ET", page + 1);
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R >>",
            5 + 2 * page
        ));
        objects.push(format!(
            "<< /Length {} >>\nstream\n{content}\nendstream",
            content.len()
        ));
    }
    objects
}

/// An invoice of so many pages with these sides.
pub fn pdf(pages: usize, sides: (u32, u32)) -> Vec<u8> {
    file(&objects(pages, sides), "")
}

/// One that asks for a password.
pub fn locked() -> Vec<u8> {
    let mut objects = objects(1, (595, 842));
    let nothing = "5a".repeat(32);
    objects.push(format!(
        "<< /Filter /Standard /V 2 /R 3 /Length 128 /P -3904 /O <{nothing}> /U <{nothing}> >>"
    ));
    let id = "0b".repeat(16);
    let more = format!("/Encrypt {} 0 R /ID [<{id}> <{id}>]", objects.len());
    file(&objects, &more)
}

/// One made to end whoever reads it: brackets within brackets, two million deep.
pub fn deep() -> Vec<u8> {
    let mut objects = objects(1, (595, 842));
    let depth = 2_000_000;
    objects[2] = format!(
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Deep {}{} >>",
        "[".repeat(depth),
        "]".repeat(depth)
    );
    file(&objects, "")
}
