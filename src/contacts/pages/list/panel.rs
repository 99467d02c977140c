//! A record in the panel beside the list, and the way from one row to the next.

use crate::contacts::components::addresses;
use crate::contacts::components::on_page::{focus_contact, show_contact};
use crate::contacts::pages::record::{Beside, PanelRecord};
use crate::contacts::types::{Contact, Cursor, ListState};
use crate::ids::ContactId;
use crate::ui::prelude::*;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// The contacts of the list as they are shown, for the panel to go through. Empty on the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Order {
    pub rows: Vec<(ContactId, String)>,
    /// Where there is another page before these, and after.
    pub previous: Option<Cursor>,
    pub next: Option<Cursor>,
}

impl Order {
    /// What a step from an open contact leads to: a neighbour, or another page. From a contact that
    /// the list does not show, it leads to the list's first.
    fn step(&self, from: ContactId, is_forward: bool) -> Option<Step> {
        let Some(at) = self.rows.iter().position(|(id, _)| *id == from) else {
            return self.rows.first().map(|(id, _)| Step::To(*id));
        };
        let to = if is_forward {
            at.checked_add(1)
        } else {
            at.checked_sub(1)
        };
        match to.and_then(|to| self.rows.get(to)) {
            Some((id, _)) => Some(Step::To(*id)),
            None if is_forward => self.next.clone().map(Step::Page),
            None => self.previous.clone().map(Step::Page),
        }
    }

    fn holds(&self, id: ContactId) -> bool {
        self.rows.iter().any(|(row, _)| *row == id)
    }
}

/// Where a step leads.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    To(ContactId),
    Page(Cursor),
}

/// Opens, closes and steps; each is an address.
#[derive(Clone, Copy)]
pub struct Panel {
    state: Memo<ListState>,
    pub order: RwSignal<Order>,
    go: Callback<(ListState, bool)>,
    /// The other page is on its way, of which this is to be opened: its first row, or its last.
    arriving: RwSignal<Option<bool>>,
}

impl Panel {
    /// Call it at the top of a component.
    pub fn new(state: Memo<ListState>, order: RwSignal<Order>) -> Self {
        let navigate = use_navigate();
        let go = Callback::new(move |(to, replace): (ListState, bool)| {
            let options = NavigateOptions {
                replace,
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate(&addresses::list(&to), options);
        });
        let panel = Self {
            state,
            order,
            go,
            arriving: RwSignal::new(None),
        };
        panel.keep_stepping();
        panel
    }

    /// Opens a contact: one step back closes it again, however many were looked at meanwhile.
    pub fn open(self, id: ContactId) {
        let state = self.state.get_untracked();
        self.go.run((state.with_panel(Some(id)), state.panel.is_some()));
    }

    pub fn close(self) {
        let state = self.state.get_untracked();
        if let Some(id) = state.panel {
            self.go.run((state.with_panel(None), true));
            request_animation_frame(move || focus_contact(id));
        }
    }

    /// To the next row, or the one before.
    pub fn step(self, is_forward: bool) {
        let state = self.state.get_untracked();
        let Some(from) = state.panel else { return };
        match self.order.with_untracked(|order| order.step(from, is_forward)) {
            Some(Step::To(id)) => self.open(id),
            Some(Step::Page(cursor)) => {
                self.arriving.set(Some(is_forward));
                self.go.run((state.with_cursor(Some(cursor)), true));
            }
            None => {}
        }
    }

    fn has_step(self, is_forward: bool) -> bool {
        let from = self.state.read().panel;
        from.is_some_and(|from| self.order.read().step(from, is_forward).is_some())
    }

    /// When another page has come, opens the row of it that a step led to.
    fn keep_stepping(self) {
        Effect::new(move || {
            let order = self.order.read();
            let (Some(is_forward), Some(from)) =
                (self.arriving.get_untracked(), self.state.read_untracked().panel)
            else {
                return;
            };
            let row = if is_forward {
                order.rows.first()
            } else {
                order.rows.last()
            };
            if let Some((id, _)) = row.filter(|_| !order.holds(from)) {
                let id = *id;
                drop(order);
                self.arriving.set(None);
                self.open(id);
            }
        });
    }
}

/// The panel, while a contact is open.
#[component]
pub fn SidePanel(
    panel: Panel,
    /// Counts what was changed in the list.
    #[prop(into)]
    changes: Signal<u32>,
    /// Hears of the open record, each time that it changes.
    on_change: Callback<Contact>,
) -> impl IntoView {
    let opened = Memo::new(move |_| panel.state.read().panel);
    let drawn = move |id: ContactId| view! { <Opened id panel changes on_change/> };
    Effect::new(move |before: Option<Option<ContactId>>| {
        let opened = opened.get();
        if let Some(id) = opened {
            show_contact(id);
            // Who opened the panel is led into it; who came by an address is where they were.
            if before.is_some_and(|before| before != Some(id)) {
                request_animation_frame(|| focus_on("#panel"));
            }
        }
        opened
    });
    // Another contact is another record: nothing typed on one may show up on the other.
    view! { <For each=move || opened.get() key=|id| *id children=drawn/> }
}

#[component]
fn Opened(id: ContactId, panel: Panel, changes: Signal<u32>, on_change: Callback<Contact>) -> impl IntoView {
    let close = Callback::new(move |()| panel.close());
    let beside = Beside {
        edited: RwSignal::new(None),
        changes,
        close,
        on_change,
    };
    use_shortcuts(
        "Contact beside the list",
        vec![
            Shortcut::new("j", "Next contact", move || panel.step(true)),
            Shortcut::new("k", "Previous contact", move || panel.step(false)),
            Shortcut::new("escape", "Close", close),
        ],
    );
    // The arrows too, but not where they scroll or move something.
    let on_arrows = move |event: KeyboardEvent| {
        let is_own = event.target().is_some() && event.target() == event.current_target();
        match event.key().as_str() {
            "ArrowDown" if is_own => panel.step(true),
            "ArrowUp" if is_own => panel.step(false),
            _ => return,
        }
        event.prevent_default();
    };
    let name = move || {
        let order = panel.order.read();
        let row = order.rows.iter().find(|(row, _)| *row == id);
        row.map_or_else(|| "Contact".to_owned(), |(_, name)| name.clone())
    };
    let closed = Signal::derive(move || addresses::list(&panel.state.read().with_panel(None)));
    let ready = use_ready();
    let step = move |icon, label: &'static str, is_forward| {
        view! {
            <IconButton icon label
                disabled=Signal::derive(move || !panel.has_step(is_forward))
                on_click=Callback::new(move |()| panel.step(is_forward))/>
        }
    };
    view! {
        <section class="side-panel" id="panel" aria-label=name tabindex="-1" on:keydown=on_arrows>
            <div class="side-panel-bar">
                <Show when=move || ready.get()>
                    {step(IconName::ChevronUp, "Previous contact (k)", false)}
                    {step(IconName::ChevronDown, "Next contact (j)", true)}
                </Show>
                <span class="flex-1"></span>
                <ButtonLink kind=ButtonKind::Ghost small=true icon=IconName::Maximize href=addresses::record(id)>
                    "Open full page"
                </ButtonLink>
                <span
                    class="contents"
                    on:click=move |event| {
                        event.prevent_default();
                        panel.close();
                    }
                >
                    <IconLink icon=IconName::X label="Close" href=closed/>
                </span>
            </div>
            <div class="side-panel-body"><PanelRecord id beside/></div>
        </section>
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    fn order(rows: &[ContactId]) -> Order {
        Order {
            rows: rows.iter().map(|id| (*id, String::new())).collect(),
            previous: None,
            next: Some(Cursor::After("x".into())),
        }
    }

    #[test]
    fn a_step_leads_to_the_neighbour_and_over_the_end_to_the_next_page() {
        let [first, second] = [ContactId::new(), ContactId::new()];
        let order = order(&[first, second]);
        assert_eq!(order.step(first, true), Some(Step::To(second)));
        assert_eq!(order.step(second, false), Some(Step::To(first)));
        assert_eq!(order.step(first, false), None);
        let next = Cursor::After("x".into());
        assert_eq!(order.step(second, true), Some(Step::Page(next)));
    }

    #[test]
    fn from_a_contact_that_is_not_listed_a_step_leads_to_the_first_that_is() {
        let first = ContactId::new();
        assert_eq!(
            order(&[first]).step(ContactId::new(), true),
            Some(Step::To(first))
        );
        assert_eq!(order(&[]).step(first, true), None);
    }
}
