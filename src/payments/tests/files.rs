//! The file for the bank, as another program finds it.

use super::*;
use crate::payments::files::{list, pain};
use serde::Deserialize;
use std::io::Write;
use std::process::{Command, Stdio};

#[derive(Deserialize)]
struct Found {
    valid: bool,
    errors: Vec<String>,
}

/// Has libxml2 look whether a file keeps to the schema.
fn validated(xml: &[u8]) -> Found {
    let mut node = Command::new("node")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sepa/validate.mjs"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node");
    let mut input = node.stdin.take().expect("its input");
    input.write_all(xml).expect("it listens");
    drop(input);
    let output = node.wait_with_output().expect("its output");
    serde_json::from_slice(&output.stdout).expect("what it found")
}

#[tokio::test]
async fn the_file_keeps_to_the_schema_whatever_people_are_called() {
    let town = Town::banked().await;
    let hostile = [
        "<Dbtr> & \"Söhne\" ]]>",
        "山田太郎",
        "Łukasz Żółw-Ångström // Iñtërnâtiônàlizætiøn",
        "\u{202e}txt.exe = +1",
    ];
    for holder in hostile {
        let form = BankForm {
            holder: holder.into(),
            iban: NL.into(),
            bic: "ABNANL2AXXX".into(),
        };
        let mut tx = town.tx(Role::Member).await;
        let version = queries::account(&mut tx, Whose::Mine, false)
            .await
            .unwrap()
            .version;
        queries::save_account(&mut tx, Whose::Mine, version, &form.parse().unwrap())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let claim = town.approved(Role::Member, "1234.56", "EUR").await;
        let id = town.exported(Role::Owner, &[claim]).await;
        let frozen = queries::frozen(&mut town.tx(Role::Owner).await, id)
            .await
            .unwrap();
        let xml = pain::written(&frozen).unwrap().unwrap();
        let found = validated(&xml);
        assert!(
            found.valid,
            "{holder}: {:?}\n{}",
            found.errors,
            String::from_utf8_lossy(&xml)
        );
        let text = String::from_utf8(xml).unwrap();
        assert!(
            text.contains(NL) && text.contains(DE) && text.contains("<CtrlSum>1234.56</CtrlSum>"),
            "{text}"
        );
        assert!(text.is_ascii(), "{text}");
        let csv = String::from_utf8(list::written(&frozen).unwrap()).unwrap();
        assert!(csv.contains(",1234.56,EUR,") && csv.contains(NL), "{csv}");
    }
}

#[test]
fn a_file_that_does_not_keep_to_the_schema_is_found() {
    let broken =
        br#"<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn/></Document>"#;
    let found = validated(broken);
    assert!(!found.valid && !found.errors.is_empty());
}

#[tokio::test]
async fn the_same_batch_gives_the_same_bytes_and_fetching_is_written_down() {
    let town = Town::banked().await;
    let claim = town.approved(Role::Member, "10", "EUR").await;
    let id = town.exported(Role::Owner, &[claim]).await;
    let before = queries::frozen(&mut town.tx(Role::Owner).await, id)
        .await
        .unwrap();
    // Whatever changes meanwhile.
    town.save_account(Role::Member, Whose::Mine, DE).await.unwrap();
    let mut tx = town.tx(Role::Admin).await;
    let after = queries::frozen(&mut tx, id).await.unwrap();
    queries::note_fetched(&mut tx, id, "transfers.xml").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(pain::written(&before).unwrap(), pain::written(&after).unwrap());
    let noted = format!(
        "select count(*) from audit_logs where action = 'export' and table_name = 'payment_batches' and record_id = '{id}' \
         and user_id = '{}' and metadata ->> 'what' = 'transfers.xml'",
        town.lumen.user(Role::Admin)
    );
    assert_eq!(town.count(&noted).await, 1);
}
