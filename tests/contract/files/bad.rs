//! Files that mean harm, or are none.

use super::super::world::Person;
use super::{Ground, fetch, refused, send, sent};
use the_plugs::accounts::roles::Role;
use the_plugs::ids::MediaId;
use the_plugs::media::types::Variant;

/// A chunk of a PNG.
pub fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let whole = [kind, body].concat();
    let crc = !whole.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 {
                (crc >> 1) ^ 0xedb8_8320
            } else {
                crc >> 1
            }
        })
    });
    let length = u32::try_from(body.len()).expect("short").to_be_bytes();
    [&length[..], &whole, &crc.to_be_bytes()].concat()
}

/// A PNG that says it is so large.
fn claiming(width: u32, height: u32, (depth, colour): (u8, u8)) -> Vec<u8> {
    let head = [
        &width.to_be_bytes()[..],
        &height.to_be_bytes(),
        &[depth, colour, 0, 0, 0],
    ]
    .concat();
    [
        &b"\x89PNG\r\n\x1a\n"[..],
        &chunk(b"IHDR", &head),
        &chunk(b"IDAT", b"\x78\x9c\x03\0\0\0\0\x01"),
        &chunk(b"IEND", b""),
    ]
    .concat()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_picture_that_claims_too_much_is_refused_by_its_head() {
    let ground = Ground::idle(&[]).await;
    let browser = ground.manager().await;
    for (width, height, kind, why) in [
        (20_000, 20_000, (8, 0), "too many pixels"),
        (13_000, 13_000, (8, 2), "too many pixels"),
        (16_384, 16_384, (8, 6), "too many pixels"),
        (4_000_000_000, 1, (8, 0), "too many pixels"),
        (20_000, 1, (8, 0), "too many pixels"),
        // Few enough pixels, of eight bytes each.
        (7_000, 5_700, (16, 6), "too much memory"),
    ] {
        for path in ["/upload/avatar", &ground.contact()] {
            let told = refused(&browser, path, "bomb.png", &claiming(width, height, kind), 422).await;
            assert!(told.contains(why), "{width} by {height}: {told}");
        }
    }
    assert_eq!(ground.look("select count(*) from media").await, "0");
    ground.assert_counted().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_a_file_is_called_makes_it_nothing_that_it_is_not() {
    let ground = Ground::idle(&[]).await;
    let browser = ground.manager().await;
    let refusals: [(&str, &[u8]); 9] = [
        (
            "drawing.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>",
        ),
        (
            "photo.jpg",
            b"<!doctype html><script>alert(document.cookie)</script>",
        ),
        ("page.txt", b"\n\n<html><body onload=alert(1)>"),
        ("picture.png", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0"),
        ("picture.gif", b"GIF89a=1/*\x01\0\x01\0*/;alert(1)"),
        (
            "picture.hdr",
            b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 60000 +X 60000\n\0\0",
        ),
        ("picture.tif", b"II*\0\x08\0\0\0\x01\0"),
        (
            "film.mp4",
            b"#EXTM3U\x01\n#EXT-X-MEDIA-SEQUENCE:0\nfile:///etc/passwd",
        ),
        ("run.exe", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff"),
    ];
    for (name, bytes) in refusals {
        refused(&browser, &ground.contact(), name, bytes, 422).await;
        refused(&browser, "/upload/avatar", name, bytes, 422).await;
    }
    // A document is no picture of somebody.
    refused(&browser, "/upload/avatar", "me.png", b"%PDF-1.7\n", 422).await;
    assert_eq!(ground.look("select count(*) from media").await, "0");
    ground.assert_counted().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_polyglot_is_served_as_what_it_begins_as_and_to_be_saved() {
    let ground = Ground::new().await;
    let browser = ground.manager().await;
    let bytes = b"%PDF-1.7\n<script>alert(1)</script>\nPK\x03\x04";
    let file = sent(&browser, &ground.contact(), "both.html", bytes).await;
    assert_eq!(ground.settled(file).await, "ready");
    let answer = fetch(&browser, &ground.address(Role::Manager, file, Variant::Original)).await;
    assert_eq!(
        (answer.status.as_u16(), answer.kind.as_str()),
        (200, "application/pdf")
    );
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert!(answer.header("content-disposition").starts_with("attachment;"));
    assert!(answer.header("content-security-policy").contains("sandbox"));
    assert_eq!(answer.header("cache-control"), "private, no-store");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hostile_name_reaches_neither_the_store_nor_a_header() {
    let ground = Ground::new().await;
    let browser = ground.manager().await;
    let long = format!("{}.txt", "n".repeat(300));
    for (name, saved) in [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        (
            "a%00b%0D%0ASet-Cookie: x=1.txt",
            "a%2500b%250D%250ASet-Cookie%3A%20x%3D1.txt",
        ),
        ("gpj\u{202e}exe.txt", "gpjexe.txt"),
        ("-i.txt", "i.txt"),
        ("名刺.txt", "%E5%90%8D%E5%88%BA.txt"),
        (&long, &format!("{}.txt", "n".repeat(196))),
    ] {
        let file = sent(&browser, &ground.contact(), name, name.as_bytes()).await;
        assert_eq!(ground.settled(file).await, "ready", "{name}");
        let key = ground
            .look(&format!("select file_path from media where id = '{file}'"))
            .await;
        let (organization, random) = key.split_once('/').expect("two parts");
        assert_eq!(organization, ground.world.lumen.id.to_string());
        assert!(
            random.len() == 32 && random.bytes().all(|byte| byte.is_ascii_hexdigit()),
            "{key}"
        );
        let answer = fetch(&browser, &ground.address(Role::Manager, file, Variant::Original)).await;
        let disposition = answer.header("content-disposition");
        assert!(
            disposition.ends_with(&format!("filename*=UTF-8''{saved}")),
            "{disposition}"
        );
        assert_eq!(answer.header("set-cookie"), "");
        assert_eq!(answer.bytes, name.as_bytes());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_file_that_cannot_be_read_fails_with_the_reason_and_in_the_end_whatever_it_does() {
    let ground = Ground::idle(&[]).await;
    let browser = ground.manager().await;
    // Whole as a container, and nothing in it that can be drawn.
    let damaged = sent(
        &browser,
        &ground.contact(),
        "damaged.png",
        &claiming(50, 50, (8, 2)),
    )
    .await;
    // As one whose reading has ended three processes.
    let poison = sent(&browser, &ground.contact(), "poison.txt", b"poison").await;
    let organization = ground.world.lumen.id;
    let spent = format!(
        "update jobs set attempts = 3 where organization_id = '{organization}' and payload ->> 'file' = '{poison}'"
    );
    ground.world.site.act(&ground.world.lumen, &spent).await;
    ground.work();
    assert_eq!(ground.settled(damaged).await, "failed");
    assert_eq!(ground.settled(poison).await, "failed");
    let told: Vec<_> = ground
        .attachments(&browser)
        .await
        .into_iter()
        .map(|file| (file.name, file.failure, file.download))
        .collect();
    let why = |text: &str| Some(text.to_owned());
    assert_eq!(
        told,
        [
            ("poison.txt".to_owned(), why("This file could not be read."), None),
            (
                "damaged.png".to_owned(),
                why("This picture is damaged and cannot be read."),
                None
            ),
        ]
    );
    let address = ground.address(Role::Manager, damaged, Variant::Original);
    assert_eq!(fetch(&browser, &address).await.status, 404);
    let foreign = ground.world.browser(Person::Foreign).await;
    assert_eq!(fetch(&foreign, &address).await.status, 404);
}

/// So many zero bytes as zlib packs them (RFC 1950, RFC 1951): one literal, and then the longest copies of what stands before.
fn zeros(count: usize) -> Vec<u8> {
    let (mut bytes, mut held, mut bits) = (vec![0x78, 0x9c], 0_u64, 0_u32);
    // Codes begin with their highest bit, everything else with its lowest.
    let mut put = |code: u64, length: u32, is_code: bool| {
        for at in 0..length {
            let bit = if is_code {
                code >> (length - 1 - at)
            } else {
                code >> at
            } & 1;
            held |= bit << bits;
            bits += 1;
            if bits == 8 {
                bytes.push(u8::try_from(held).expect("a byte"));
                (held, bits) = (0, 0);
            }
        }
    };
    put(0b011, 3, false);
    put(0b0011_0000, 8, true);
    let copies = (count - 1) / 258;
    for _ in 0..copies {
        put(0b1100_0101, 8, true);
        put(0, 5, true);
    }
    put(0, 7, true);
    put(0, 7, false);
    let length = copies * 258 + 1;
    let sum = u32::try_from(length % 65_521).expect("small") << 16 | 1;
    bytes.extend(sum.to_be_bytes());
    bytes
}

/// The most memory that this process has had since it was asked to forget what it had before, in bytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("what the system says");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes: u64 = line
        .and_then(|line| line.split_whitespace().next()?.parse().ok())
        .expect("a figure");
    kilobytes * 1024
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_swells_beside_a_picture_is_not_unpacked() {
    let ground = Ground::new().await;
    let browser = ground.manager().await;
    let mut plain = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(50, 50)
        .write_to(&mut plain, image::ImageFormat::Png)
        .expect("a picture");
    let plain = plain.into_inner();
    // Half a gigabyte each, in 3.4 megabytes.
    let bomb = zeros(512 << 20);
    std::fs::write("/proc/self/clear_refs", "5").expect("the peak is forgotten");
    let before = peak();
    for (kind, head) in [
        (b"zTXt", &b"Comment\0\0"[..]),
        (b"iTXt", b"Comment\0\x01\0\0\0"),
        (b"iCCP", b"ICC\0\0"),
    ] {
        let swelling = chunk(kind, &[head, &bomb].concat());
        // Behind the head, which takes 33 bytes.
        let bytes = [&plain[..33], &swelling, &plain[33..]].concat();
        let name = String::from_utf8_lossy(kind);
        let answer = send(&browser, &ground.contact(), "bomb.png", &bytes).await;
        // What its colours mean is asked for: it may be refused. Words are not even looked at.
        if *kind == *b"iCCP" {
            assert!(
                answer.status == 200 || answer.status == 422,
                "{name}: {}",
                answer.body
            );
            continue;
        }
        let file: Vec<MediaId> = serde_json::from_str(&answer.body).expect("ids");
        assert_eq!(ground.settled(file[0]).await, "ready", "{name}");
        let address = ground.address(Role::Manager, file[0], Variant::Original);
        let served = fetch(&browser, &address).await;
        assert!(
            (50..10_000).contains(&served.bytes.len()),
            "{name}: {}",
            served.bytes.len()
        );
    }
    // Whatever is left to be read is read.
    for _ in 0..100 {
        if ground
            .look("select count(*) from media where status = 'processing'")
            .await
            == "0"
        {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert_eq!(
        ground
            .look("select count(*) from media where status = 'processing'")
            .await,
        "0"
    );
    let grown = peak().saturating_sub(before) >> 20;
    assert!(grown < 400, "{grown} MiB were taken");
}
