//! What can be done on the page that is shown, for the palette.

use super::icon::IconName;
use leptos::prelude::*;

/// What choosing something comes to.
#[derive(Clone, Debug)]
pub enum Act {
    /// Leads to an address.
    Go(String),
    Do(Callback<()>),
}

/// Something to choose in the palette.
#[derive(Clone, Debug)]
pub struct Command {
    pub label: String,
    /// Said after the label, fainter.
    pub about: String,
    pub icon: Option<IconName>,
    /// Whose initials stand in the icon's place.
    pub is_person: bool,
    /// The keys that do the same, as in [`super::keys::Shortcut::new`].
    pub keys: Option<&'static str>,
    pub act: Act,
}

impl Command {
    fn new(label: String, icon: Option<IconName>, act: Act) -> Self {
        Self {
            label,
            about: String::new(),
            icon,
            is_person: false,
            keys: None,
            act,
        }
    }

    /// One that leads somewhere.
    pub fn go(label: impl Into<String>, icon: IconName, href: impl Into<String>) -> Self {
        Self::new(label.into(), Some(icon), Act::Go(href.into()))
    }

    /// One that acts.
    pub fn act(label: impl Into<String>, icon: IconName, act: impl Into<Callback<()>>) -> Self {
        Self::new(label.into(), Some(icon), Act::Do(act.into()))
    }

    /// One that leads to a person.
    pub fn person(name: impl Into<String>, about: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            about: about.into(),
            is_person: true,
            ..Self::new(name.into(), None, Act::Go(href.into()))
        }
    }

    /// Names the keys that do the same.
    #[must_use]
    pub const fn keys(mut self, keys: &'static str) -> Self {
        self.keys = Some(keys);
        self
    }
}

/// Commands under a heading.
#[derive(Clone, Debug)]
pub struct CommandGroup {
    pub title: String,
    pub commands: Vec<Command>,
}

/// Those of the page that is shown, made anew each time that somebody looks.
#[derive(Clone, Copy)]
pub struct PageCommands(RwSignal<Vec<(u32, Callback<(), CommandGroup>)>>);

impl PageCommands {
    /// What can be done on the page, as things stand now.
    #[must_use]
    pub fn groups(self) -> Vec<CommandGroup> {
        let makers = self.0.get();
        makers
            .iter()
            .rev()
            .filter_map(|(_, make)| make.try_run(()))
            .collect()
    }
}

/// Gives [`use_commands`] something to find; called once, at the top of the application.
pub fn provide_commands() {
    provide_context(PageCommands(RwSignal::new(Vec::new())));
}

/// What pages have registered.
#[must_use]
pub fn use_page_commands() -> Option<PageCommands> {
    use_context()
}

/// Offers commands in the palette for as long as the component lives. They are made when the
/// palette opens, and so may depend on anything that is true by then.
pub fn use_commands(
    title: impl Fn() -> String + Send + Sync + 'static,
    commands: impl Fn() -> Vec<Command> + Send + Sync + 'static,
) {
    let Some(PageCommands(makers)) = use_page_commands() else {
        return;
    };
    let make = Callback::new(move |()| CommandGroup {
        title: title(),
        commands: commands(),
    });
    let number = StoredValue::new(None::<u32>);
    Effect::new(move || {
        makers.update(|makers| {
            let next = makers.last().map_or(0, |(number, _)| number + 1);
            makers.push((next, make));
            number.set_value(Some(next));
        });
    });
    on_cleanup(move || {
        let mine = number.try_get_value().flatten();
        makers.try_update(|makers| makers.retain(|(number, _)| Some(*number) != mine));
    });
}
