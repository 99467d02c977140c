//! Pages of files as the other process draws them.

#![expect(clippy::unwrap_used, reason = "a test that has no page has failed")]

use super::draw::{Drawn, count, page};
use super::made::{coloured, form, locked, written};
use super::{BROKEN, LOCKED, MOST_PAGES, asked};
use crate::media::types::PageCount;
use image::RgbImage;
use std::time::{Duration, Instant};

const A4: &str = "/MediaBox [0 0 595 842]";

fn drawn(bytes: &[u8], number: usize) -> RgbImage {
    let Drawn { bytes, .. } = page(bytes, number).unwrap().unwrap();
    image::load_from_memory(&bytes).unwrap().into_rgb8()
}

/// The colour at a place, told in hundredths of the sides.
fn colour(picture: &RgbImage, across: u32, down: u32) -> [u8; 3] {
    let (width, height) = picture.dimensions();
    picture.get_pixel(width * across / 100, height * down / 100).0
}

const RED: [u8; 3] = [255, 0, 0];
const WHITE: [u8; 3] = [255, 255, 255];

#[test]
fn pages_come_in_their_order_and_large_enough_to_be_read() {
    let file = coloured(&[(255, 0, 0), (0, 255, 0), (0, 0, 255)]);
    assert_eq!(count(&file), Ok(PageCount { total: 3, shown: 3 }));
    for (number, wanted) in [(1, RED), (2, [0, 255, 0]), (3, [0, 0, 255])] {
        let picture = drawn(&file, number);
        assert_eq!(picture.dimensions(), (1272, 1800));
        assert_eq!(colour(&picture, 50, 50), wanted, "page {number}");
    }
    for nowhere in [0, 4, 100, 101, usize::MAX] {
        assert_eq!(page(&file, nowhere), Ok(None), "{nowhere}");
    }
}

#[test]
fn a_page_that_lies_on_its_side_is_drawn_upright_and_one_that_is_cropped_is_cropped() {
    let corner = "1 0 0 rg 0 0 100 100 re f";
    let upright = drawn(&written(1, "/MediaBox [0 0 400 800]", corner, &[]), 1);
    assert_eq!((colour(&upright, 5, 95), colour(&upright, 5, 5)), (RED, WHITE));
    let turned = drawn(&written(1, "/MediaBox [0 0 400 800] /Rotate 90", corner, &[]), 1);
    assert_eq!(turned.dimensions(), (1800, 900));
    assert_eq!((colour(&turned, 5, 5), colour(&turned, 5, 95)), (RED, WHITE));
    let cropped = drawn(
        &written(1, "/MediaBox [0 0 400 800] /CropBox [50 50 250 250]", corner, &[]),
        1,
    );
    let (width, height) = cropped.dimensions();
    assert_eq!(width, height);
    assert_eq!((colour(&cropped, 20, 80), colour(&cropped, 30, 80)), (RED, WHITE));
}

#[test]
fn letters_of_a_typeface_that_is_not_in_the_file_are_seen() {
    let text = "BT /F1 48 Tf 60 400 Td (Total EUR 20,50) Tj ET";
    let picture = drawn(&written(1, A4, text, &[]), 1);
    let dark = picture.pixels().filter(|dot| dot.0[0] < 100).count();
    assert!(dark > 5_000, "{dark} dark dots");
    let nothing = drawn(&written(1, A4, "", &[]), 1);
    assert!(nothing.pixels().all(|dot| dot.0 == WHITE));
}

#[test]
fn of_three_hundred_pages_the_first_hundred_are_shown() {
    let file = written(300, A4, "1 0 0 rg 0 0 595 842 re f", &[]);
    let known = PageCount {
        total: 300,
        shown: MOST_PAGES,
    };
    assert_eq!(count(&file), Ok(known));
    assert_eq!(colour(&drawn(&file, 100), 50, 50), RED);
    assert_eq!(page(&file, 101), Ok(None));
}

#[test]
fn what_cannot_be_read_is_said_in_words() {
    for (file, why) in [
        (b"%PDF-1.7\nand nothing".to_vec(), BROKEN),
        (b"%PDF-1.7\n%%EOF\n".to_vec(), BROKEN),
        (Vec::new(), BROKEN),
        (locked(), LOCKED),
    ] {
        assert_eq!(count(&file), Err(why.to_owned()));
        assert_eq!(page(&file, 1), Err(why.to_owned()));
    }
}

#[test]
fn a_file_made_to_harm_ends_within_bounds_and_harms_nobody() {
    let group = "/Group << /S /Transparency >>";
    let named = |number: usize| format!("{group} /Resources << /XObject << /X {number} 0 R >> >>");
    // Each draws the next ten times.
    let many = (11..=20).map(|number| form(&named(number), &"/X Do ".repeat(10)));
    let mut many: Vec<_> = many.collect();
    many.push(form("", "0 0 500 500 re f"));
    let deep = 2_000_000;
    let brackets = format!("<< /Deep {}{} >>", "[".repeat(deep), "]".repeat(deep));
    let picture = "<< /Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Length 3 >>\nstream\nabc\nendstream";
    let place = "1 0 0 1 0 0 cm ";
    for (what, file) in [
        ("many within each other", written(1, A4, "/X Do", &many)),
        (
            "within itself",
            written(1, A4, "/X Do", &[form(&named(10), "/X Do /X Do")]),
        ),
        (
            "brackets",
            written(
                1,
                A4,
                &format!("{brackets} /F1 1 Tf"),
                std::slice::from_ref(&brackets),
            ),
        ),
        (
            "a picture",
            written(1, A4, "500 0 0 700 0 0 cm /X Do", &[picture.to_owned()]),
        ),
        (
            "states",
            written(1, A4, &format!("q {place}").repeat(1_000_000), &[]),
        ),
        (
            "lines",
            written(1, A4, &"0 0 m 595 842 l 10 800 l S ".repeat(300_000), &[]),
        ),
        (
            "letters",
            written(
                1,
                A4,
                &format!("BT /F1 9000 Tf ({}) Tj ET", "W".repeat(200_000)),
                &[],
            ),
        ),
    ] {
        let begun = Instant::now();
        let said = asked(&file, 2, &["--page", "1"]).unwrap();
        // Two seconds of a processor, which others have too.
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "{what}: {:?}",
            begun.elapsed()
        );
        assert!(said.len() < 4_000_000, "{what}");
        assert!(
            said.is_empty() || image::load_from_memory(&said).is_ok(),
            "{what}"
        );
    }
    let huge = drawn(
        &written(
            1,
            "/MediaBox [0 0 14400 14400]",
            "1 0 0 rg 0 0 14400 14400 re f",
            &[],
        ),
        1,
    );
    assert_eq!((huge.dimensions(), colour(&huge, 50, 50)), ((1800, 1800), RED));
}
