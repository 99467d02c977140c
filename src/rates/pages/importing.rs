//! Taking in a file of the European Central Bank.

use crate::app::failure::refusal;
use crate::rates::components::addresses;
use crate::rates::types::Imported;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The form, and what came of the last file. It is sent as a whole page, with JavaScript too: the answer is a page that
/// shows what is different now.
#[component]
pub fn ImportCard() -> impl IntoView {
    let formats = use_formats();
    let query = use_query_map();
    let came = move || {
        let imported = query.with(|query| Imported::from_query(|name| query.get(name)))?;
        let number = |number: u64| formats.number(i64::try_from(number).unwrap_or(i64::MAX));
        let words = format!("Imported: {}", imported.in_words(number));
        Some(view! { <Notice tone=Tone::Success>{words}</Notice> })
    };
    let refused = refusal(&[addresses::IMPORT]);
    view! {
        <Card title="From the European Central Bank">
            <div class="flex flex-col gap-3">
                {came}
                <form class="upload" method="post" action=addresses::IMPORT enctype="multipart/form-data">
                    <label class="label" for="rates-file">"File of reference rates"</label>
                    <div class="upload-choice">
                        <input
                            class="upload-input"
                            type="file"
                            id="rates-file"
                            name="file"
                            accept=".xml,.csv,text/xml,application/xml,text/csv"
                            required
                            aria-describedby="rates-file-hint"
                        />
                        <Button submit=true icon=IconName::Upload>"Import"</Button>
                    </div>
                    <p class="hint" id="rates-file-hint">
                        "eurofxref-daily.xml, eurofxref.csv or eurofxref-hist.csv, from "
                        <a class="link" href="https://www.ecb.europa.eu/stats/eurofxref/" rel="noopener noreferrer">"ecb.europa.eu"</a>
                        ". Two years are kept; what is known already is not taken twice."
                    </p>
                    {refused.map(|text| view! {
                        <p class="field-error" role="alert"><Icon name=IconName::AlertTriangle/> <span>{text}</span></p>
                    })}
                </form>
            </div>
        </Card>
    }
}
