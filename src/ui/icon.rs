//! Icons: one sprite of Lucide's, drawn by `<use>`.
//!
//! `npm run assets` reads the list below and puts exactly these icons into `public/icons.svg`.

use super::still::{Markup, markup, still};
use leptos::prelude::*;

macro_rules! icons {
    ($($name:ident = $file:literal,)+) => {
        /// The icons of the product.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum IconName { $($name,)+ }

        impl IconName {
            /// Every icon, for the page that shows them all.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// Where the icon stands in the sprite.
            #[must_use]
            pub const fn href(self) -> &'static str {
                match self { $(Self::$name => concat!("/icons.svg#", $file),)+ }
            }
        }
    };
}

icons! {
    AlertTriangle = "triangle-alert",
    ArrowDown = "arrow-down",
    ArrowLeft = "arrow-left",
    ArrowRight = "arrow-right",
    ArrowUp = "arrow-up",
    ArrowUpRight = "arrow-up-right",
    Bed = "bed",
    Bell = "bell",
    Briefcase = "briefcase",
    Building = "building-2",
    Calendar = "calendar",
    CalendarClock = "calendar-clock",
    Camera = "camera",
    Check = "check",
    CheckCircle = "circle-check",
    ChevronDown = "chevron-down",
    ChevronLeft = "chevron-left",
    ChevronRight = "chevron-right",
    ChevronUp = "chevron-up",
    ChevronsUpDown = "chevrons-up-down",
    Circle = "circle",
    Clock = "clock",
    CloudOff = "cloud-off",
    Columns = "columns-3",
    Compass = "compass",
    Copy = "copy",
    Download = "download",
    Ellipsis = "ellipsis",
    ExternalLink = "external-link",
    Eye = "eye",
    EyeOff = "eye-off",
    File = "file-text",
    Filter = "list-filter",
    Flag = "flag",
    Globe = "globe",
    History = "history",
    Home = "house",
    Image = "image",
    Inbox = "inbox",
    Info = "info",
    Keyboard = "keyboard",
    Link = "link",
    List = "list",
    Lock = "lock",
    LogOut = "log-out",
    Mail = "mail",
    MapPin = "map-pin",
    Maximize = "maximize-2",
    Megaphone = "megaphone",
    Menu = "menu",
    MessageCircle = "message-circle",
    Monitor = "monitor",
    Moon = "moon",
    Pencil = "pencil",
    Phone = "phone",
    Plane = "plane",
    Plus = "plus",
    Receipt = "receipt-text",
    Refresh = "rotate-cw",
    Repeat = "repeat",
    Restore = "undo-2",
    Search = "search",
    Settings = "settings",
    Share = "share-2",
    Shield = "shield",
    Star = "star",
    Sun = "sun",
    Tag = "tag",
    Target = "target",
    Ticket = "ticket",
    Trash = "trash-2",
    Upload = "upload",
    User = "user",
    UserPlus = "user-plus",
    Users = "users",
    Wallet = "wallet",
    Utensils = "utensils",
    Video = "video",
    X = "x",
    XCircle = "circle-x",
    Zap = "zap",
    ZoomIn = "zoom-in",
    ZoomOut = "zoom-out",
}

/// An icon, 16 px unless `class` says otherwise. Silent to a screen reader unless it has a `label`,
/// so what an icon says must also stand in words beside it.
#[component]
pub fn Icon(
    name: IconName,
    #[prop(optional, into)] label: Option<String>,
    #[prop(optional, into)] class: String,
) -> impl IntoView {
    still(drawn(name, label.as_deref(), &class))
}

/// An [`Icon`] without a label, within other markup.
#[must_use]
pub fn icon(name: IconName, class: &str) -> Markup {
    drawn(name, None, class)
}

fn drawn(name: IconName, label: Option<&str>, class: &str) -> Markup {
    let hidden = label.is_none().then_some("true");
    let role = label.map(|_| "img");
    markup! {
        svg class=(classes("icon", class)) width="16" height="16" aria-hidden=[hidden] aria-label=[label] role=[role] {
            use href=(name.href()) {}
        }
    }
}

/// A component's own class and what its user adds.
pub(super) fn classes(own: &str, more: &str) -> String {
    if more.is_empty() {
        own.to_owned()
    } else {
        format!("{own} {more}")
    }
}
