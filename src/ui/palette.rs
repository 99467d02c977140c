//! The palette: one field, under which everything can be found that one may open or do.
//!
//! A combobox with a list, as the ARIA authoring practices have it: the focus stays in the field,
//! the arrow keys choose.

use super::avatar::{Avatar, AvatarSize};
use super::commands::{Act, Command, CommandGroup};
use super::dialog::Modal;
use super::focus::scroll_to;
use super::icon::{Icon, IconName};
use super::kbd::Kbd;
use super::key_sheet::{KeyChord, use_apple_keys};
use super::marked::Marked;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

const LIST: &str = "palette-list";

fn option_id(at: usize) -> String {
    format!("palette-option-{at}")
}

/// What is said under the field apart from what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PaletteNews {
    #[default]
    Nothing,
    /// An answer is awaited.
    Searching,
    /// Why there is none.
    Failed(String),
}

/// The palette's dialog. What stands in the field is `typed`; whoever uses it puts into `groups`
/// what that finds.
#[component]
pub fn Palette(
    open: RwSignal<bool>,
    typed: RwSignal<String>,
    #[prop(into)] groups: Signal<Vec<CommandGroup>>,
    #[prop(into)] news: Signal<PaletteNews>,
    on_retry: Callback<()>,
) -> impl IntoView {
    view! {
        <Modal id="palette" open=open class="dialog palette" label="Search or jump to">
            // What nobody looks at is not drawn, and nothing is kept from the last time.
            {move || open.get().then(|| view! { <PaletteBox open typed groups news on_retry/> })}
        </Modal>
    }
}

/// What stands in the palette's dialog.
#[component]
pub fn PaletteBox(
    open: RwSignal<bool>,
    typed: RwSignal<String>,
    groups: Signal<Vec<CommandGroup>>,
    #[prop(into)] news: Signal<PaletteNews>,
    on_retry: Callback<()>,
) -> impl IntoView {
    let active = RwSignal::new(0_usize);
    let count = Memo::new(move |_| {
        groups
            .read()
            .iter()
            .map(|group| group.commands.len())
            .sum::<usize>()
    });
    // The first is chosen anew whenever something else is looked for.
    Effect::new(move || {
        typed.track();
        active.set(0);
    });
    Effect::new(move || {
        if let Some(option) = option_at(active.get()) {
            scroll_to(&option);
        }
    });
    let press = move |event: KeyboardEvent| {
        let last = count.get_untracked().saturating_sub(1);
        let at = active.get_untracked().min(last);
        let next = match event.key().as_str() {
            "ArrowDown" => {
                if at == last {
                    0
                } else {
                    at + 1
                }
            }
            "ArrowUp" => at.checked_sub(1).unwrap_or(last),
            "Home" => 0,
            "End" => last,
            "Enter" if !event.is_composing() => {
                event.prevent_default();
                choose(at, event.ctrl_key() || event.meta_key());
                return;
            }
            _ => return,
        };
        event.prevent_default();
        active.set(next);
    };
    view! {
        <div class="palette-box">
            <div class="palette-field">
                <Icon name=IconName::Search/>
                <input
                    class="palette-input"
                    type="text"
                    role="combobox"
                    aria-label="Search or jump to"
                    aria-expanded="true"
                    aria-autocomplete="list"
                    aria-controls=LIST
                    aria-activedescendant=move || (count.get() > 0).then(|| option_id(active.get()))
                    placeholder="Search or jump to…"
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    maxlength="200"
                    autofocus
                    prop:value=move || typed.get()
                    on:input=move |event| typed.set(event_target_value(&event))
                    on:keydown=press
                />
                <button type="button" class="palette-close" on:click=move |_| open.set(false)>
                    <span class="sr-only">"Close"</span>
                    <Kbd keys="Esc"/>
                </button>
            </div>
            <div id=LIST class="palette-list" role="listbox" aria-label="Results">
                {move || groups_view(groups.get(), &typed.get_untracked(), active, open)}
            </div>
            <News news count typed on_retry/>
            <Hints/>
        </div>
    }
}

fn groups_view(
    groups: Vec<CommandGroup>,
    typed: &str,
    active: RwSignal<usize>,
    open: RwSignal<bool>,
) -> Vec<AnyView> {
    let mut before = 0;
    let mut views = Vec::new();
    for (number, group) in groups.into_iter().enumerate() {
        let title_id = format!("palette-group-{number}");
        let labelled_by = title_id.clone();
        let first = before;
        before += group.commands.len();
        let options: Vec<AnyView> = group
            .commands
            .into_iter()
            .enumerate()
            .map(|(at, command)| option_view(command, typed, first + at, active, open))
            .collect();
        let view = view! {
            <div class="palette-group" role="group" aria-labelledby=labelled_by>
                <p id=title_id class="menu-heading" role="presentation">{group.title}</p>
                {options}
            </div>
        };
        views.push(view.into_any());
    }
    views
}

fn option_view(
    command: Command,
    typed: &str,
    at: usize,
    active: RwSignal<usize>,
    open: RwSignal<bool>,
) -> AnyView {
    let is_active = move || (active.get() == at).to_string();
    let point = move |_| {
        if active.get_untracked() != at {
            active.set(at);
        }
    };
    let Command {
        label,
        about,
        icon,
        is_person,
        keys,
        act,
    } = command;
    let before = match icon {
        Some(name) => view! { <Icon name/> }.into_any(),
        None if is_person => view! { <Avatar name=label.clone() size=AvatarSize::Small/> }.into_any(),
        None => ().into_any(),
    };
    let about = (!about.is_empty()).then(|| {
        view! {
            <span class="palette-about"><Marked text=about typed/></span>
        }
    });
    let inside = view! {
        {before}
        <span class="palette-text"><span class="palette-label"><Marked text=label typed/></span>{about}</span>
        {keys.map(|keys| view! { <KeyChord keys is_apple=use_apple_keys()/> })}
    };
    match act {
        Act::Go(href) => view! {
            <a
                id=option_id(at)
                class="palette-option"
                role="option"
                tabindex="-1"
                href=href
                aria-selected=is_active
                on:pointermove=point
                on:click=move |event| {
                    // In another tab, this one stays as it is.
                    if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
                        open.set(false);
                    }
                }
            >
                {inside}
            </a>
        }
        .into_any(),
        Act::Do(act) => view! {
            <div
                id=option_id(at)
                class="palette-option"
                role="option"
                aria-selected=is_active
                on:pointermove=point
                on:click=move |_| {
                    open.set(false);
                    act.run(());
                }
            >
                {inside}
            </div>
        }
        .into_any(),
    }
}

fn option_at(at: usize) -> Option<HtmlElement> {
    document().get_element_by_id(&option_id(at))?.dyn_into().ok()
}

/// As if it were clicked, so that a page with something to lose is asked first.
fn choose(at: usize, in_another_tab: bool) {
    let Some(option) = option_at(at) else {
        return;
    };
    match option.get_attribute("href") {
        Some(href) if in_another_tab => {
            let _ = window().open_with_url_and_target(&href, "_blank");
        }
        _ => option.click(),
    }
}

/// What there is to say, spoken too.
#[component]
fn News(
    news: Signal<PaletteNews>,
    count: Memo<usize>,
    typed: RwSignal<String>,
    on_retry: Callback<()>,
) -> impl IntoView {
    let text = move || {
        match news.get() {
        PaletteNews::Searching => view! { <p class="palette-news">"Searching…"</p> }.into_any(),
        PaletteNews::Failed(why) => view! {
            <p class="palette-news palette-failed">
                <Icon name=IconName::AlertTriangle/>
                {why}
                <button type="button" class="link" on:click=move |_| on_retry.run(())>"Try again"</button>
            </p>
        }
        .into_any(),
        PaletteNews::Nothing if count.get() == 0 => {
            view! { <p class="palette-news">{move || format!("Nothing matches “{}”.", typed.get().trim())}</p> }.into_any()
        }
        PaletteNews::Nothing => {
            let found = move || match count.get() {
                1 => "1 result".to_owned(),
                count => format!("{count} results"),
            };
            view! { <p class="sr-only">{found}</p> }.into_any()
        }
    }
    };
    view! { <div role="status">{text}</div> }
}

/// For those who have keys.
#[component]
fn Hints() -> impl IntoView {
    view! {
        <p class="palette-hints" aria-hidden="true">
            <span><Kbd keys="↑"/><Kbd keys="↓"/>" to choose"</span>
            <span><Kbd keys="Enter"/>" to open"</span>
            <span>
                {move || view! { <KeyChord keys="mod+enter" is_apple=use_apple_keys()/> }}
                " in a new tab"
            </span>
        </p>
    }
}

/// What stands in the top bar and opens the palette; without JavaScript it leads to `href`.
#[component]
pub fn PaletteButton(open: RwSignal<bool>, #[prop(into)] href: String) -> impl IntoView {
    let is_apple = use_apple_keys();
    view! {
        <a
            class="palette-button"
            href=href
            aria-haspopup="dialog"
            aria-keyshortcuts="Control+K Meta+K"
            on:click=move |event| {
                if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
                    event.prevent_default();
                    open.set(true);
                }
            }
        >
            <Icon name=IconName::Search/>
            <span class="palette-button-text">"Search or jump to…"</span>
            <KeyChord keys="mod+k" is_apple/>
        </a>
    }
}
