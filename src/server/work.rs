//! Everything that is done in the background: the jobs of each domain, and what is done when.

#[cfg(feature = "testing")]
use crate::jobs::trials::{PERSONAL_TRIAL, STURDY_TRIAL, TRIAL};
use crate::jobs::upkeep::FORGET;
use crate::jobs::worker::{Duty, Schedule, Work, free_stuck};
use crate::{accounts, analytics, approvals, attendees, contacts, events, live, mail, media, notifications};

/// All of it.
pub static WORK: Work = Work {
    kinds: &[
        &analytics::jobs::FORGET,
        &approvals::jobs::REMIND,
        &approvals::jobs::TELL,
        &attendees::jobs::CHECK_PLACES,
        &contacts::jobs::CHANGE_MANY,
        &contacts::jobs::UNDO_MANY,
        &contacts::jobs::FORGET_BULK_CHANGES,
        &contacts::jobs::REMIND,
        &events::jobs::MOVE_ON,
        &events::jobs::TELL_GUESTS,
        &FORGET,
        &live::jobs::FORGET_VIEWINGS,
        &mail::jobs::DELIVER,
        &mail::jobs::FORGET,
        &media::jobs::INSPECT,
        &media::jobs::CLEAR_UP,
        &notifications::jobs::FORGET,
        &notifications::jobs::MAIL_NEWS,
        #[cfg(feature = "testing")]
        &TRIAL,
        #[cfg(feature = "testing")]
        &PERSONAL_TRIAL,
        #[cfg(feature = "testing")]
        &STURDY_TRIAL,
    ],
    schedules: &[
        Schedule {
            name: "remove_expired",
            at: "*/10 * * * *",
            duty: Duty::Once(accounts::jobs::remove_expired),
        },
        Schedule {
            name: "free_stuck",
            at: "*/10 * * * *",
            duty: Duty::Once(free_stuck),
        },
        Schedule {
            name: "forget_bulk_changes",
            at: "15 * * * *",
            duty: Duty::Everywhere(&contacts::jobs::FORGET_BULK_CHANGES),
        },
        Schedule {
            name: "remind",
            at: "* * * * *",
            duty: Duty::Where(contacts::jobs::with_reminders, &contacts::jobs::REMIND),
        },
        Schedule {
            name: "mail_news",
            at: "* * * * *",
            duty: Duty::Where(notifications::jobs::with_news, &notifications::jobs::MAIL_NEWS),
        },
        Schedule {
            name: "remind_of_claims",
            at: "25 * * * *",
            duty: Duty::Everywhere(&approvals::jobs::REMIND),
        },
        Schedule {
            name: "move_events_on",
            at: "* * * * *",
            duty: Duty::Where(events::jobs::with_due_events, &events::jobs::MOVE_ON),
        },
        Schedule {
            name: "forget_viewings",
            at: "45 * * * *",
            duty: Duty::Everywhere(&live::jobs::FORGET_VIEWINGS),
        },
        Schedule {
            name: "clear_up_files",
            at: "5,35 * * * *",
            duty: Duty::Everywhere(&media::jobs::CLEAR_UP),
        },
        Schedule {
            name: "forget_jobs",
            at: "40 2 * * *",
            duty: Duty::Everywhere(&FORGET),
        },
        Schedule {
            name: "check_places",
            at: "20 2 * * *",
            duty: Duty::Everywhere(&attendees::jobs::CHECK_PLACES),
        },
        Schedule {
            name: "forget_events",
            at: "30 2 * * *",
            duty: Duty::Everywhere(&analytics::jobs::FORGET),
        },
        Schedule {
            name: "forget_mail",
            at: "50 2 * * *",
            duty: Duty::Everywhere(&mail::jobs::FORGET),
        },
        Schedule {
            name: "forget_notifications",
            at: "0 3 * * *",
            duty: Duty::Everywhere(&notifications::jobs::FORGET),
        },
    ],
};
