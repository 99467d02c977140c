//! The customer credit transfer initiation of ISO 20022, version 9 (pain.001.001.09), as the rulebook of SEPA has it
//! ([why this version](../../../docs/decisions/2026-11-22-payment-files.md)).

use super::charset::plain_within;
use super::{Account, Frozen, Transfer};
use crate::error::{AppError, AppResult};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";

/// Longest name of somebody.
const LONGEST_NAME: usize = 70;

/// The file; none where nothing is paid by SEPA.
///
/// # Errors
/// If it comes to more than can be counted.
pub fn written(frozen: &Frozen) -> AppResult<Option<Vec<u8>>> {
    let Some(debtor) = frozen.debtor.as_ref().filter(|_| frozen.sepa().next().is_some()) else {
        return Ok(None);
    };
    let sum = frozen.control_sum().map_err(|error| AppError::internal(&error))?;
    let (count, sum) = (frozen.sepa().count().to_string(), sum.to_decimal());
    let message = frozen.batch.0.simple().to_string();
    let payment = format!("{message}-P");
    let ordering = plain_within(&frozen.organization, LONGEST_NAME);
    let day = frozen.execution_date.to_string();
    let made = frozen.made_at.format("%Y-%m-%dT%H:%M:%SZ").to_string();

    let mut xml = Xml(Writer::new_with_indent(Vec::new(), b' ', 2));
    xml.write(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let mut document = BytesStart::new("Document");
    document.push_attribute(("xmlns", NAMESPACE));
    xml.around(document, |xml| {
        xml.within("CstmrCdtTrfInitn", |xml| {
            xml.within("GrpHdr", |xml| {
                xml.text("MsgId", &message)?;
                xml.text("CreDtTm", &made)?;
                xml.text("NbOfTxs", &count)?;
                xml.text("CtrlSum", &sum)?;
                xml.within("InitgPty", |xml| xml.text("Nm", &ordering))
            })?;
            xml.within("PmtInf", |xml| {
                xml.text("PmtInfId", &payment)?;
                xml.text("PmtMtd", "TRF")?;
                xml.text("BtchBookg", "true")?;
                xml.text("NbOfTxs", &count)?;
                xml.text("CtrlSum", &sum)?;
                xml.within("PmtTpInf", |xml| {
                    xml.within("SvcLvl", |xml| xml.text("Cd", "SEPA"))
                })?;
                xml.within("ReqdExctnDt", |xml| xml.text("Dt", &day))?;
                xml.party("Dbtr", &debtor.holder)?;
                xml.account("DbtrAcct", debtor)?;
                // Where no bank is named, this says that the IBAN does.
                xml.within("DbtrAgt", |xml| {
                    xml.within("FinInstnId", |xml| match &debtor.bic {
                        Some(bic) => xml.text("BICFI", bic),
                        None => xml.within("Othr", |xml| xml.text("Id", "NOTPROVIDED")),
                    })
                })?;
                xml.text("ChrgBr", "SLEV")?;
                for transfer in frozen.sepa() {
                    if let Some(account) = &transfer.account {
                        xml.transfer(transfer, account)?;
                    }
                }
                Ok(())
            })
        })
    })?;
    let mut bytes = xml.0.into_inner();
    bytes.push(b'\n');
    Ok(Some(bytes))
}

struct Xml(Writer<Vec<u8>>);

impl Xml {
    fn write(&mut self, event: Event<'_>) -> AppResult<()> {
        self.0
            .write_event(event)
            .map_err(|error| AppError::internal(&error))
    }

    fn around(
        &mut self,
        start: BytesStart<'_>,
        inside: impl FnOnce(&mut Self) -> AppResult<()>,
    ) -> AppResult<()> {
        let end = start.to_end().into_owned();
        self.write(Event::Start(start))?;
        inside(self)?;
        self.write(Event::End(end))
    }

    fn within(&mut self, name: &str, inside: impl FnOnce(&mut Self) -> AppResult<()>) -> AppResult<()> {
        self.write(Event::Start(BytesStart::new(name)))?;
        inside(self)?;
        self.write(Event::End(BytesEnd::new(name)))
    }

    fn text(&mut self, name: &str, text: &str) -> AppResult<()> {
        self.within(name, |xml| xml.write(Event::Text(BytesText::new(text))))
    }

    fn party(&mut self, name: &str, holder: &str) -> AppResult<()> {
        let holder = plain_within(holder, LONGEST_NAME);
        self.within(name, |xml| xml.text("Nm", &holder))
    }

    fn account(&mut self, name: &str, account: &Account) -> AppResult<()> {
        self.within(name, |xml| {
            xml.within("Id", |xml| xml.text("IBAN", &account.iban))
        })
    }

    fn transfer(&mut self, transfer: &Transfer, account: &Account) -> AppResult<()> {
        self.within("CdtTrfTxInf", |xml| {
            xml.within("PmtId", |xml| xml.text("EndToEndId", &transfer.end_to_end))?;
            xml.within("Amt", |xml| {
                let mut amount = BytesStart::new("InstdAmt");
                amount.push_attribute(("Ccy", transfer.amount.currency.code()));
                let decimal = transfer.amount.to_decimal();
                xml.around(amount, |xml| xml.write(Event::Text(BytesText::new(&decimal))))
            })?;
            if let Some(bic) = &account.bic {
                xml.within("CdtrAgt", |xml| {
                    xml.within("FinInstnId", |xml| xml.text("BICFI", bic))
                })?;
            }
            xml.party("Cdtr", &account.holder)?;
            xml.account("CdtrAcct", account)?;
            xml.within("RmtInf", |xml| xml.text("Ustrd", &transfer.remittance))
        })
    }
}
