use super::*;
use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::events::Event;

fn account(holder: &str, iban: &str) -> Account {
    Account {
        holder: holder.into(),
        iban: iban.into(),
        bic: None,
        changed_at: DateTime::UNIX_EPOCH,
        is_changed: false,
    }
}

/// A batch that pays so much to each.
fn frozen(amounts: &[i64], name: &str) -> Frozen {
    let batch = BatchId(uuid::Uuid::from_u128(7));
    let transfer = |(index, minor): (usize, &i64)| Transfer {
        end_to_end: end_to_end(batch, 7, index + 1),
        payee: UserId(uuid::Uuid::from_u128(1)),
        name: name.into(),
        account: Some(account(name, "NL91ABNA0417164300")),
        amount: Money::new(*minor, Currency::EUR),
        remittance: remittance(7, &[name]),
        is_sepa: true,
    };
    Frozen {
        batch,
        number: 7,
        made_at: "2026-11-22T10:00:00.123Z".parse().unwrap(),
        execution_date: "2026-11-23".parse().unwrap(),
        organization: name.into(),
        debtor: Some(account("Lumen", "DE89370400440532013000")),
        transfers: amounts.iter().enumerate().map(transfer).collect(),
    }
}

/// The texts of the elements of a name, as another reader finds them.
fn texts(xml: &[u8], name: &str) -> Vec<String> {
    let mut reader = Reader::from_reader(xml);
    let (mut found, mut is_in, mut buffer) = (Vec::new(), false, Vec::new());
    loop {
        match reader.read_event_into(&mut buffer).unwrap() {
            Event::Start(start) => is_in = start.name().as_ref() == name.as_bytes(),
            Event::Text(text) if is_in => found.push(String::from_utf8(text.to_vec()).unwrap()),
            Event::End(_) => is_in = false,
            Event::Eof => return found,
            _ => {}
        }
        buffer.clear();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn the_control_sum_is_the_sum_of_the_transfers(amounts in proptest::collection::vec(1_i64..100_000_000_000, 1..20)) {
        let xml = pain::written(&frozen(&amounts, "Ada")).unwrap().unwrap();
        let sum = Money::new(amounts.iter().sum(), Currency::EUR).to_decimal();
        prop_assert_eq!(texts(&xml, "CtrlSum"), vec![sum.clone(), sum]);
        let count = amounts.len().to_string();
        prop_assert_eq!(texts(&xml, "NbOfTxs"), vec![count.clone(), count]);
        let written: Vec<_> = amounts.iter().map(|minor| Money::new(*minor, Currency::EUR).to_decimal()).collect();
        prop_assert_eq!(texts(&xml, "InstdAmt"), written);
        let ids = texts(&xml, "EndToEndId");
        let unlike: std::collections::BTreeSet<_> = ids.iter().collect();
        prop_assert_eq!(unlike.len(), ids.len());
        prop_assert!(ids.iter().all(|id| id.len() <= 35));
    }

    #[test]
    fn what_the_payee_reads_is_never_too_long(titles in proptest::collection::vec("\\PC{0,60}", 1..30), number in 1..i32::MAX) {
        let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
        let text = remittance(number, &titles);
        prop_assert!(text.len() <= 140, "{} {text}", text.len());
        prop_assert!(text.is_ascii());
    }
}

#[test]
fn claims_are_named_as_long_as_there_is_room() {
    assert_eq!(remittance(7, &["Train", "Hotel"]), "Expenses 7: Train, Hotel");
    let long = "x".repeat(120);
    assert_eq!(
        remittance(7, &[&long, "Hotel", "Taxi"]),
        format!("Expenses 7: {long} +2")
    );
    let too_long = "x".repeat(200);
    assert_eq!(remittance(7, &[&too_long]).len(), 140);
    assert!(remittance(7, &[&too_long, "Taxi"]).ends_with("x +1"));
}

#[test]
fn the_same_batch_makes_the_same_bytes() {
    let batch = frozen(&[1_250, 1], "Zoë <O'Hara> & Söhne");
    assert_eq!(
        pain::written(&batch).unwrap(),
        pain::written(&batch.clone()).unwrap()
    );
    let stored = serde_json::to_string(&batch).unwrap();
    let read: Frozen = serde_json::from_str(&stored).unwrap();
    assert_eq!(pain::written(&read).unwrap(), pain::written(&batch).unwrap());
    assert_eq!(list::written(&read).unwrap(), list::written(&batch).unwrap());
}

#[test]
fn nothing_for_the_bank_makes_no_file_for_it() {
    let mut batch = frozen(&[100], "Ada");
    batch.transfers[0].is_sepa = false;
    assert_eq!(pain::written(&batch).unwrap(), None);
    assert_eq!(
        list::written(&batch)
            .unwrap()
            .split(|byte| *byte == b'\n')
            .count(),
        3
    );
}

#[test]
fn the_list_holds_no_formula_and_amounts_as_they_are() {
    let mut batch = frozen(&[-1_250], "=1+1,\"x\"");
    batch.transfers[0].account = None;
    batch.transfers[0].is_sepa = false;
    let text = String::from_utf8(list::written(&batch).unwrap()).unwrap();
    let line = text.lines().nth(1).unwrap();
    assert!(text.starts_with("\u{feff}End-to-end id,Payee,"));
    assert!(
        line.contains(",\"'=1+1,\"\"x\"\"\",,,,-12.50,EUR,2026-11-23,"),
        "{line}"
    );
}

#[test]
fn nothing_of_it_is_told_to_a_log() {
    let batch = frozen(&[100], "Ada");
    assert_eq!(
        format!("{batch:?} {:?}", batch.debtor),
        "Frozen(…) Some(Account(…))"
    );
}
