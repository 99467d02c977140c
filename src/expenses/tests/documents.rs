//! Documents, as a strict reader of somebody else's reads them: pdf.js, in a process of its own.

mod files;
mod of_events;

use super::*;
use crate::expenses::export::claim_paper;
use crate::expenses::pdf::claim::made;
use crate::expenses::pdf::receipts::Limits;
use crate::media::storage::Files;
use files::{deep, locked, pdf, picture};
use serde::Deserialize;
use std::io::Write;
use std::process::{Command, Stdio};

/// What the reader found.
#[derive(Debug, Deserialize)]
struct Read {
    title: Option<String>,
    language: Option<String>,
    marks: Vec<String>,
    pages: Vec<Page>,
}

#[derive(Debug, Deserialize)]
struct Page {
    text: String,
    pictures: usize,
    roles: Vec<String>,
    links: Vec<String>,
    width: f64,
    height: f64,
}

impl Read {
    fn text(&self) -> String {
        let pages: Vec<_> = self.pages.iter().map(|page| words(&page.text)).collect();
        pages.join(" ")
    }

    /// Fails where it does not say all of it.
    fn assert_says(&self, all: &[&str]) {
        let text = self.text();
        for what in all {
            assert!(text.contains(&words(what)), "{what} is not in {text}");
        }
    }
}

/// Without breaks between lines, and with one kind of space.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn read(bytes: &[u8]) -> Read {
    // To be looked at by people, where they ask for it.
    if let Some(folder) =
        std::env::var_os("PLUGS_SHOW_DOCUMENTS").and_then(|folder| folder.into_string().ok())
    {
        let _ = std::fs::write(format!("{folder}/{}.pdf", uuid::Uuid::now_v7()), bytes);
    }
    let mut node = Command::new("node")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pdf/read.mjs"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node");
    let mut input = node.stdin.take().expect("its input");
    input.write_all(bytes).expect("it listens");
    drop(input);
    let output = node.wait_with_output().expect("its output");
    assert!(output.status.success(), "it is no document");
    serde_json::from_slice(&output.stdout).expect("what it found")
}

impl Town {
    /// A receipt that was checked, with its bytes in the store.
    async fn filed(&self, id: ExpenseId, name: &str, mime_type: &str, bytes: Vec<u8>) {
        self.filed_by(Role::Member, id, name, mime_type, bytes).await;
    }

    async fn filed_by(&self, role: Role, id: ExpenseId, name: &str, mime_type: &str, bytes: Vec<u8>) {
        crate::testing::files(&[]).await;
        let key = format!("{}/{}", self.lumen.id, uuid::Uuid::now_v7());
        let kind = if mime_type.starts_with("image/") {
            "image"
        } else {
            "document"
        };
        self.try_act(&format!(
            "insert into media (organization_id, uploaded_by, title, file_name, file_path, media_type, mime_type, file_size, purpose, \
               status, sha256, related_expense) \
             values ('{}', '{}', '{name}', '{name}', '{key}', '{kind}', '{mime_type}', {}, 'attachment', 'ready', '{}', '{id}')",
            self.lumen.id,
            self.lumen.user(role),
            bytes.len(),
            uuid::Uuid::now_v7().simple().to_string().repeat(2),
        ))
        .await
        .unwrap();
        Files::get().unwrap().put_bytes(&key, bytes).await.unwrap();
    }

    async fn try_document(&self, role: Role, id: ExpenseId, limits: Limits) -> AppResult<Vec<u8>> {
        let mut tx = self.tx(role).await;
        let (paper, files) = claim_paper(&mut tx, "https://plugs.example".into(), id).await?;
        drop(tx);
        made(paper, files, limits).await
    }

    async fn document(&self, role: Role, id: ExpenseId) -> Read {
        let bytes = self.try_document(role, id, Limits::default()).await.unwrap();
        read(&bytes)
    }
}

#[tokio::test]
async fn a_claim_is_written_with_its_sums_and_with_who_decided() {
    let town = Town::new().await;
    let form = ExpenseForm {
        title: "Train to the forum".into(),
        tax_rate: "19".into(),
        description: "There and back".into(),
        ..train("119")
    };
    let seen = town.paid(Role::Member, &form).await;
    let claim = town.look(Role::Member, seen.id).await;
    let read = town.document(Role::Member, seen.id).await;
    let euros = |money: crate::ui::money::Money| money.format(&english());
    read.assert_says(&[
        "Lumen",
        "Train to the forum",
        &format!("Claim {}", seen.id),
        &format!("Amount, tax included {}", euros(claim.amount)),
        &format!("Net {}", euros(claim.net.unwrap())),
        &format!("Tax, 19 % {}", euros(claim.tax.unwrap())),
        "Claimed by Member Lumen",
        "Paid to Deutsche Bahn",
        "Description There and back",
        "Approved Owner Lumen €119.00",
        "Paid by Owner Lumen",
        "Reference SEPA 1",
        "1 of 1",
    ]);
    assert_eq!(read.title.as_deref(), Some("Train to the forum"));
    assert_eq!(read.language.as_deref(), Some("en-GB"));
    for role in ["H1", "H2", "Table", "TR", "TH", "TD", "P"] {
        assert!(read.pages[0].roles.iter().any(|found| found == role), "{role}");
    }
}

#[tokio::test]
async fn two_receipts_one_of_them_of_three_pages_give_four_more_pages() {
    let town = Town::new().await;
    let seen = town.pending(Role::Member, &train("10")).await;
    town.filed(seen.id, "bill.png", "image/png", picture(300, 900))
        .await;
    town.filed(seen.id, "invoice.pdf", "application/pdf", pdf(3, (842, 595)))
        .await;
    let read = town.document(Role::Owner, seen.id).await;
    assert_eq!(read.pages.len(), 5);
    assert_eq!(read.marks.len(), 2, "{:?}", read.marks);
    read.assert_says(&["1 bill.png Picture", "2 invoice.pdf PDF, 3 pages"]);
    assert!(words(&read.pages[1].text).contains("Receipt 1 of 2: bill.png"));
    assert_eq!(read.pages[1].pictures, 1);
    for (at, page) in read.pages[2..].iter().enumerate() {
        let text = words(&page.text);
        // Its own words, in the way it lies, with ours around them.
        assert!(
            text.contains(&format!("Page {} of the invoice", at + 1)),
            "{text}"
        );
        assert!(text.contains(&format!("page {} of 3", at + 1)), "{text}");
        assert!(text.contains(&format!("{} of 5", at + 3)), "{text}");
        assert!(page.width > page.height);
        assert!(page.roles.iter().any(|role| role == "Figure"));
    }
}

#[tokio::test]
async fn a_receipt_that_cannot_be_read_is_named_and_the_rest_comes() {
    let town = Town::new().await;
    let seen = town.pending(Role::Member, &train("10")).await;
    for (name, bytes) in [
        ("torn.pdf", b"%PDF-1.7\nand nothing".to_vec()),
        ("locked.pdf", locked()),
        ("deep.pdf", deep()),
        ("whole.pdf", pdf(1, (595, 842))),
    ] {
        town.filed(seen.id, name, "application/pdf", bytes).await;
    }
    town.filed(seen.id, "torn.png", "image/png", b"\x89PNG\r\n\x1a\n".to_vec())
        .await;
    town.filed(seen.id, "list.txt", "text/plain", b"Bread".to_vec())
        .await;
    town.receipt(seen.id, "c").await.unwrap();
    let read = town.document(Role::Member, seen.id).await;
    assert_eq!(read.pages.len(), 8);
    read.assert_says(&[
        "Receipt 1 of 7: torn.pdf",
        "This PDF file is damaged and cannot be read.",
        "Receipt 2 of 7: locked.pdf",
        "This PDF file is protected by a password and cannot be read.",
        "Receipt 3 of 7: deep.pdf",
        "Page 1 of the invoice",
        "This picture is damaged and cannot be read.",
        "Only pictures and PDF files are put onto pages.",
        "This file is still being checked.",
    ]);
    let deep = words(&read.pages[3].text);
    assert!(deep.contains("cannot be read"), "{deep}");
}

#[tokio::test]
async fn names_in_greek_and_in_polish_can_be_read() {
    let town = Town::new().await;
    let form = ExpenseForm {
        title: "Δείπνο στην Αθήνα: Žluťoučký kůň, Győr, İstanbul".into(),
        merchant: "Zażółć gęślą jaźń".into(),
        notes: "Обед с Їжаком; 夕食 🎉".into(),
        ..train("12.30")
    };
    let seen = town.pending(Role::Member, &form).await;
    let read = town.document(Role::Member, seen.id).await;
    read.assert_says(&[
        "Δείπνο στην Αθήνα: Žluťoučký kůň, Győr, İstanbul",
        "Paid to Zażółć gęślą jaźń",
        "Обед с Їжаком",
    ]);
    assert_eq!(read.title.as_deref(), Some(form.title.as_str()));
}

#[tokio::test]
async fn a_text_of_ten_thousand_letters_runs_over_pages() {
    let town = Town::new().await;
    let line = "A word, and another. ";
    let form = ExpenseForm {
        notes: line.repeat(10_000 / line.len()),
        ..train("10")
    };
    // Longer than a form takes, should that ever change.
    let id = town.draft(Role::Member, &train("10")).await;
    town.try_act(&format!(
        "update expenses set notes = '{}' where id = '{id}'",
        form.notes
    ))
    .await
    .unwrap();
    let read = town.document(Role::Member, id).await;
    assert!(read.pages.len() >= 2, "{} pages", read.pages.len());
    let said: usize = read
        .pages
        .iter()
        .map(|page| words(&page.text).matches("another.").count())
        .sum();
    assert_eq!(said, 10_000 / line.len());
    let last = read.pages.len();
    assert!(words(&read.pages[last - 1].text).contains(&format!("{last} of {last}")));
}

#[tokio::test]
async fn what_is_beyond_the_limits_is_named_and_leads_to_its_claim() {
    let town = Town::new().await;
    let seen = town.pending(Role::Member, &train("10")).await;
    for number in 1..=3 {
        town.filed(
            seen.id,
            &format!("{number}.pdf"),
            "application/pdf",
            pdf(2, (595, 842)),
        )
        .await;
    }
    let few = |receipts, bytes, pages| Limits {
        receipts,
        bytes,
        pages,
        ..Limits::default()
    };
    let size = u64::try_from(pdf(2, (595, 842)).len()).unwrap();
    for limits in [few(2, u64::MAX, 100), few(9, 2 * size, 100), few(9, u64::MAX, 3)] {
        let bytes = town.try_document(Role::Member, seen.id, limits).await.unwrap();
        let read = read(&bytes);
        assert_eq!(read.pages.len(), 5, "{limits:?}");
        read.assert_says(&["1 more is not in this document", "3.pdf"]);
        assert_eq!(
            read.pages[0].links,
            [format!("https://plugs.example/expenses/{}", seen.id)]
        );
    }
}

#[tokio::test]
async fn a_document_is_for_whoever_sees_the_claim() {
    let town = Town::new().await;
    let draft = town.draft(Role::Member, &train("10")).await;
    let seen = town.pending(Role::Member, &train("10")).await;
    let of = async |role: Role, id| town.try_document(role, id, Limits::default()).await.map(|_| ());
    assert_eq!(of(Role::Member, draft).await, Ok(()));
    assert_eq!(of(Role::Owner, draft).await, Err(AppError::NotFound));
    assert_eq!(of(Role::Owner, seen.id).await, Ok(()));
    assert_eq!(
        of(Role::Manager, seen.id).await,
        Err(AppError::NotFound),
        "of another team"
    );
    let mut tx = town.harbor_tx().await;
    let foreign = claim_paper(&mut tx, String::new(), seen.id).await;
    assert_eq!(foreign.map(|_| ()), Err(AppError::NotFound));
}
