//! The palette and the sheet of keys as they look when they are open.

use super::shell;
use crate::ui::commands::CommandGroup;
use crate::ui::palette::PaletteBox;
use crate::ui::prelude::*;
use leptos::prelude::*;

fn groups() -> Vec<CommandGroup> {
    let group = |title: &str, commands| CommandGroup {
        title: title.to_owned(),
        commands,
    };
    vec![
        group(
            "Contacts",
            vec![
                Command::person(
                    "José Ángel Fernández",
                    "Harbor Partners · jose@harbor.example",
                    "/contacts/1",
                ),
                Command::person(
                    "Maximiliane Katharina von Hohenstein-Wittgenstein",
                    "Stiftung für Kunst und Begegnung · josefine@stiftung.example",
                    "/contacts/2",
                ),
            ],
        ),
        group(
            "Actions",
            vec![
                Command::go("Add contact", IconName::Plus, "/contacts/new").keys("n"),
                Command::act("Keyboard shortcuts", IconName::Keyboard, || ()).keys("?"),
            ],
        ),
    ]
}

pub(super) fn palette() -> AnyView {
    let body = || {
        view! {
            <Page>
                <PageHeader title="Palette" description="Opened by Ctrl K, filled by the application."/>
                <div class="max-w-form">
                    <Card flush=true>
                        <PaletteBox
                            open=RwSignal::new(true)
                            typed=RwSignal::new("jose".to_owned())
                            groups=Signal::derive(groups)
                            news=PaletteNews::Nothing
                            on_retry=Callback::new(|()| ())
                        />
                    </Card>
                </div>
            </Page>
        }
        .into_any()
    };
    shell("/palette", body)
}
