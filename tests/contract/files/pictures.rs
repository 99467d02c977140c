//! Pictures: upright, small, and without what they say about where they were taken.

use super::super::world::Person;
use super::bad::chunk;
use super::{Ground, fetch, sent};
use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, GenericImageView, ImageFormat, Rgb, RgbImage, load_from_memory};
use std::io::Cursor;
use the_plugs::accounts::roles::Role;
use the_plugs::media::types::Variant;

/// Stands in every block that tells more than which way is up.
pub const TELLTALE: &[u8] = b"52.5200N13.4050E";

/// A lying picture, red where it begins and blue elsewhere.
fn upright() -> DynamicImage {
    DynamicImage::from(RgbImage::from_fn(600, 300, |x, y| {
        if x < 200 && y < 100 {
            Rgb([220, 20, 20])
        } else {
            Rgb([20, 20, 220])
        }
    }))
}

/// A block of EXIF in which the place stands beside the orientation.
fn exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"II*\0\x08\0\0\0\x02\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend_from_slice(&[orientation, 0, 0, 0]);
    // GPSInfo, at the end.
    exif.extend_from_slice(b"\x25\x88\x04\0\x01\0\0\0\x26\0\0\0\0\0\0\0");
    exif.extend_from_slice(TELLTALE);
    exif
}

/// The picture as a camera stores it that is held in such a way.
fn stored(orientation: u8) -> DynamicImage {
    let mut image = upright();
    let back = match Orientation::from_exif(orientation).expect("an orientation") {
        Orientation::Rotate90 => Orientation::Rotate270,
        Orientation::Rotate270 => Orientation::Rotate90,
        other => other,
    };
    image.apply_orientation(back);
    image
}

fn segment(mark: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).expect("short").to_be_bytes();
    [&[0xff, mark][..], &length, body].concat()
}

pub fn jpeg(orientation: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    stored(orientation)
        .write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, 95))
        .expect("a JPEG");
    let about = [
        segment(0xe1, &[b"Exif\0\0", &exif(orientation)[..]].concat()),
        segment(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0", TELLTALE].concat()),
        segment(0xe2, &[b"ICC_PROFILE\0\x01\x01", &b"kept as it is"[..]].concat()),
        segment(0xed, &[b"Photoshop 3.0\0", TELLTALE].concat()),
        segment(0xfe, TELLTALE),
    ]
    .concat();
    bytes.splice(2..2, about);
    // A film that hangs on a picture, and a page.
    bytes.extend_from_slice(&[TELLTALE, b"<script>alert(1)</script>"].concat());
    bytes
}

pub fn png(orientation: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    stored(orientation)
        .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
        .expect("a PNG");
    let about = [
        chunk(b"eXIf", &exif(orientation)),
        chunk(b"tEXt", &[b"Comment\0", TELLTALE].concat()),
        // What it unpacks to is never looked at.
        chunk(b"zTXt", &[b"Bomb\0\0", TELLTALE].concat()),
        chunk(b"iTXt", &[b"XML:com.adobe.xmp\0\0\0\0\0", TELLTALE].concat()),
    ]
    .concat();
    // Behind the head.
    bytes.splice(33..33, about);
    bytes.extend_from_slice(TELLTALE);
    bytes
}

fn webp(orientation: u8) -> Vec<u8> {
    let image = stored(orientation);
    let mut plain = Vec::new();
    image
        .write_to(&mut Cursor::new(&mut plain), ImageFormat::WebP)
        .expect("a WebP");
    let part = |kind: &[u8; 4], body: &[u8]| {
        let length = u32::try_from(body.len()).expect("short").to_le_bytes();
        let padding = vec![0; body.len() % 2];
        [&kind[..], &length, body, &padding].concat()
    };
    let side = |side: u32| (side - 1).to_le_bytes()[..3].to_vec();
    let head = [&[0x0c, 0, 0, 0][..], &side(image.width()), &side(image.height())].concat();
    let body = [
        b"WEBP".to_vec(),
        part(b"VP8X", &head),
        plain[12..].to_vec(),
        part(b"EXIF", &exif(orientation)),
        part(b"XMP ", TELLTALE),
    ]
    .concat();
    part(b"RIFF", &body)
}

fn tells(bytes: &[u8]) -> bool {
    bytes.windows(TELLTALE.len()).any(|window| window == TELLTALE)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_picture_is_served_upright_and_nowhere_says_where_it_was_taken() {
    let ground = Ground::new().await;
    let browser = ground.manager().await;
    for orientation in 1..=8 {
        for (name, bytes) in [
            ("a.jpg", jpeg(orientation)),
            ("a.png", png(orientation)),
            ("a.webp", webp(orientation)),
        ] {
            assert!(tells(&bytes));
            let file = sent(&browser, &ground.contact(), name, &bytes).await;
            assert_eq!(ground.settled(file).await, "ready", "{name} {orientation}");
            let sides = format!("select width || 'x' || height from media where id = '{file}'");
            assert_eq!(ground.look(&sides).await, "600x300", "{name} {orientation}");

            let small = fetch(&browser, &ground.address(Role::Manager, file, Variant::Thumbnail)).await;
            assert_eq!(small.status, 200, "{name} {orientation}");
            assert!(!tells(&small.bytes), "{name} {orientation}");
            let small = load_from_memory(&small.bytes).expect("a picture");
            assert_eq!(small.dimensions(), (480, 240), "{name} {orientation}");
            let (begin, end) = (small.get_pixel(20, 20), small.get_pixel(460, 220));
            assert!(
                begin[0] > 150 && begin[2] < 100,
                "{name} {orientation}: {begin:?}"
            );
            assert!(end[2] > 150 && end[0] < 100, "{name} {orientation}: {end:?}");

            let original = fetch(&browser, &ground.address(Role::Manager, file, Variant::Original)).await;
            assert!(
                !tells(&original.bytes) && !original.body.contains("<script>"),
                "{name} {orientation}"
            );
            let mut decoder = image::ImageReader::new(Cursor::new(&original.bytes))
                .with_guessed_format()
                .expect("a format")
                .into_decoder()
                .expect("a picture");
            let kept = image::ImageDecoder::orientation(&mut decoder).expect("an orientation");
            assert_eq!(
                kept.to_exif(),
                orientation,
                "{name}: a program that opens it knows which way is up"
            );
            if name == "a.jpg" {
                assert!(original.body.contains("kept as it is"), "what its colours mean");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_picture_that_was_cut_off_is_refused_at_once() {
    let ground = Ground::idle(&[]).await;
    let browser = ground.manager().await;
    for (name, bytes) in [("a.jpg", jpeg(1)), ("a.png", png(1)), ("a.webp", webp(1))] {
        let whole = bytes.len();
        for length in [12, whole / 2, whole / 2 + 1] {
            let told = super::refused(&browser, "/upload/avatar", name, &bytes[..length], 422).await;
            assert!(
                told.contains("damaged") || told.contains("no picture"),
                "{name} {length}: {told}"
            );
        }
    }
    ground.assert_counted().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_avatar_is_square_shown_once_it_was_read_and_makes_way_for_the_next() {
    let ground = Ground::idle(&[]).await;
    let mut browser = ground.world.browser(Person::Member).await;
    let member = ground.world.lumen.user(Role::Member);
    let shown = format!("select avatar_id from users where id = '{member}'");
    let first = sent(&browser, "/upload/avatar", "me.jpg", &jpeg(6)).await;
    assert_eq!(ground.look(&shown).await, "", "nobody has read it yet");
    let early = fetch(&browser, &ground.address(Role::Member, first, Variant::Thumbnail)).await;
    assert_eq!(early.status, 404);
    ground.work();
    assert_eq!(ground.settled(first).await, "ready");
    assert_eq!(ground.look(&shown).await, first.to_string());
    let small = fetch(&browser, &ground.address(Role::Member, first, Variant::Thumbnail)).await;
    assert_eq!(
        load_from_memory(&small.bytes).expect("a picture").dimensions(),
        (192, 192)
    );
    // Everybody of the organisation sees it, and nobody else.
    let manager = ground.manager().await;
    assert_eq!(
        fetch(
            &manager,
            &ground.address(Role::Manager, first, Variant::Thumbnail)
        )
        .await
        .status,
        200
    );

    let second = sent(&browser, "/upload/avatar", "me.png", &png(1)).await;
    assert_eq!(ground.settled(second).await, "ready");
    assert_eq!(ground.look(&shown).await, second.to_string());
    let old = fetch(&browser, &ground.address(Role::Member, first, Variant::Thumbnail)).await;
    assert_eq!(old.status, 404);
    assert!(
        browser
            .get("/contacts")
            .await
            .body
            .contains(&format!("/files/{second}/thumbnail"))
    );
    let removed = browser
        .call("/fn/accounts/remove-portrait", &[("purpose", "avatar")])
        .await;
    assert_eq!(removed.status, 200, "{}", removed.body);
    assert_eq!(ground.look(&shown).await, "");
}
