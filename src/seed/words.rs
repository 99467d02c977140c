//! What people in the demo write about each other. `{…}` is filled in by [`Subject::fill`].

use super::random::Random;
use crate::contacts::types::{ContactType, Direction, InteractionType};

/// What the sentences are about.
pub struct Subject<'a> {
    pub first_name: &'a str,
    pub company: &'a str,
    pub city: &'a str,
    /// The gatherings of the organisation that writes.
    pub events: &'a [&'a str],
}

impl Subject<'_> {
    /// One of the sentences, about this contact.
    pub fn write(&self, random: &mut Random, sentences: &[&str]) -> String {
        let sentence = random.pick(sentences);
        sentence
            .replace("{topic}", random.pick(TOPICS))
            .replace("{event}", random.pick(self.events))
            .replace("{first}", self.first_name)
            .replace("{company}", self.company)
            .replace("{city}", self.city)
    }
}

const TOPICS: &[&str] = &[
    "the sponsorship package",
    "a speaker slot",
    "catering for 300 guests",
    "stage and sound",
    "the framework agreement",
    "hybrid streaming",
    "the press breakfast",
    "rooms for the speakers",
    "the rooftop reception",
    "next year's roadshow",
    "an exhibition stand",
    "the awards night",
    "interpreting in two languages",
    "the staff party",
    "the product launch",
    "the partner programme",
    "sustainable catering",
    "the shuttle buses",
    "the annual general meeting",
    "a workshop for forty people",
    "the gala dinner",
    "lighting and video",
    "the accreditation desk",
    "the summer reception",
];

/// What an interaction is called.
#[must_use]
pub const fn subjects(kind: InteractionType, direction: Direction) -> &'static [&'static str] {
    match (kind, direction) {
        (InteractionType::Meeting, _) => MEETINGS,
        (InteractionType::Call, Direction::In) => CALLS_IN,
        (InteractionType::Call, _) => CALLS_OUT,
        (InteractionType::Email, Direction::In) => EMAILS_IN,
        (InteractionType::Email, _) => EMAILS_OUT,
        (InteractionType::Linkedin, Direction::In) => LINKEDIN_IN,
        (InteractionType::Linkedin, _) => LINKEDIN_OUT,
        (InteractionType::Event, _) => EVENTS,
        (InteractionType::FollowUp, _) => FOLLOW_UPS,
    }
}

const MEETINGS: &[&str] = &[
    "Coffee in {city}",
    "Lunch about {topic}",
    "Site visit with {company}",
    "Kick-off: {topic}",
    "Video meeting: {topic}",
    "Quarterly review with {company}",
    "Walk-through before the {event}",
    "Workshop on {topic}",
    "Visit at {company}",
    "Debrief after the {event}",
    "Planning session: {topic}",
    "Lunch with {first} and colleagues",
];
/// Calls that are yet to be made, or have just been.
pub const PLANNED_CALLS: &[&str] = &[
    "Call about {topic}",
    "Call {first} about {topic}",
    "Check-in call",
    "Call before the {event}",
    "Talk through the offer for {topic}",
    "Agree on dates for {topic}",
];
const CALLS_OUT: &[&str] = &[
    "First call",
    "Called about {topic}",
    "Offer for {topic} explained",
    "Short call before the {event}",
    "Check-in call",
    "Price for {topic}",
    "Dates for {topic}",
    "Called to say thank you for the {event}",
];
const CALLS_IN: &[&str] = &[
    "Called with questions about {topic}",
    "Called back about {topic}",
    "Asked for two more seats at the {event}",
    "Called to recommend a colleague",
    "Change of plan for {topic}",
];
const EMAILS_OUT: &[&str] = &[
    "Introduction and company profile",
    "Quote for {topic}",
    "Proposal: {topic}",
    "Invitation to the {event}",
    "Minutes and next steps",
    "Following up on {topic}",
    "Thank you for coming to the {event}",
    "Photos of the {event}",
    "Revised offer for {topic}",
    "References for {topic}",
];
const EMAILS_IN: &[&str] = &[
    "Request about {topic}",
    "Question on the offer for {topic}",
    "Feedback on the {event}",
    "Referral to a colleague at {company}",
    "Order for {topic}",
    "Out of office until Monday, then happy to talk",
    "Introduction to a partner of {company}",
];
const LINKEDIN_OUT: &[&str] = &[
    "Connection request",
    "Message after the {event}",
    "Commented on a post about {topic}",
    "Asked for an introduction at {company}",
    "Shared our report on {topic}",
];
const LINKEDIN_IN: &[&str] = &[
    "Accepted our invitation",
    "Asked about {topic}",
    "Recommended us to their network",
    "Replied to our post on {topic}",
];
const EVENTS: &[&str] = &[
    "Met at the {event}",
    "Guest at the {event}",
    "On the panel of the {event}",
    "Brought two colleagues to the {event}",
    "Helped at the {event}",
    "Hosted a table at the {event}",
    "Met at a trade fair in {city}",
];
const FOLLOW_UPS: &[&str] = &[
    "Ask about {topic}",
    "Send the contract for {topic}",
    "Call back about {topic}",
    "Check in after the {event}",
    "Remind {first} of the offer for {topic}",
    "Agree on a date for {topic}",
    "Send references for {topic}",
    "Invite {first} to the {event}",
    "Ask {first} for an introduction",
    "Confirm the numbers for {topic}",
];

/// How a completed interaction ended.
#[must_use]
pub const fn outcomes(stage: ContactType) -> &'static [&'static str] {
    match stage {
        ContactType::Target => FIRST_OUTCOMES,
        ContactType::Contact => USUAL_OUTCOMES,
        ContactType::Plug => BEST_OUTCOMES,
    }
}

const FIRST_OUTCOMES: &[&str] = &[
    "No answer; try again next month.",
    "Polite, but no need before next year.",
    "Interested. Wants a short deck first.",
    "Left a message with the assistant.",
    "Not the right person; named a colleague.",
    "Will look at it and come back to us.",
    "Works with another supplier until the end of the year.",
    "Asked to be added to the invitation list.",
];
const USUAL_OUTCOMES: &[&str] = &[
    "Wants a quote by Friday.",
    "Likes the concept, needs approval for the budget.",
    "Agreed on {topic}; contract follows.",
    "Will bring in procurement.",
    "Postponed to the next quarter.",
    "Two of three points settled, the price is still open.",
    "Happy with the {event} and wants to come again.",
    "Asked for references from a similar project.",
    "Gave us a date to hold.",
    "Chose us for {topic}.",
    "Needs a cheaper version of the offer.",
];
const BEST_OUTCOMES: &[&str] = &[
    "Introduced us to the board of a partner company.",
    "Recommended us for {topic}; call is arranged.",
    "Brought us two new leads.",
    "Will speak at the {event} again.",
    "Renewed for another year.",
    "Offered their office for the {event}.",
    "Opened the door at the trade association.",
    "Confirmed {topic} on the spot.",
    "Put us in touch with three venues in {city}.",
];

/// What was said, at more length.
pub const DESCRIPTIONS: &[&str] = &[
    "{first} is planning for the next twelve months and wants fewer, larger events. Main worry is {topic}.",
    "Went through the offer line by line. Open: {topic} and the terms of payment.",
    "We compared three dates. {company} is flexible on the day but not on the budget.",
    "{first} brought a colleague from finance. Good questions, no objections.",
    "Talked about the {event} and what we would do differently. They liked the short format.",
    "They had a difficult experience with their last supplier and want one person to talk to.",
    "Short and friendly. {first} asks for a summary in writing before deciding.",
    "Their new head of communication starts next month; until then nothing is signed.",
    "Main topic was {topic}. We agreed to meet again with the technical team.",
    "{first} would like to see the venue with their own eyes before the team decides.",
];

/// What a person is remembered for.
pub const NOTES: &[&str] = &[
    "Prefers a call before ten in the morning.",
    "Wants everything in writing.",
    "Vegetarian, and brings that up.",
    "Speaks German, English and some French.",
    "Decides together with finance.",
    "Their budget year ends in June.",
    "Assistant handles the calendar.",
    "Knows everyone in {city}.",
    "Back from parental leave since spring.",
    "Never on Fridays.",
    "Likes short mails and hates attachments.",
    "Was a speaker at the {event}.",
    "Asked us not to use the office number.",
    "Cares about sustainable catering.",
    "Wheelchair access needed at venues.",
    "Runs marathons; good small talk.",
    "Invoices go to the holding, not to {company}.",
    "Very direct. Do not take it personally.",
    "Plays in a big band with one of our technicians.",
    "Allergic to nuts.",
];

/// What a person says of themselves.
pub const BIOS: &[&str] = &[
    "Has been with {company} for more than ten years and built up its events team.",
    "Organises around twenty events a year, from breakfasts for fifteen to congresses for two thousand.",
    "Came to the trade from theatre and still thinks in scenes.",
    "Leads a team of six in {city} and advises two start-ups.",
    "Writes and speaks about live communication.",
    "Trained as an engineer, moved to marketing, never looked back.",
    "Responsible for trade fairs in eleven countries.",
    "Volunteers at a film festival every autumn.",
    "Founded a first company at twenty-three and sold it at thirty.",
    "Looks after guests, partners and speakers, and knows all of them by name.",
];

/// Positions of those who work for themselves.
pub const FREELANCE_TITLES: &[&str] = &[
    "Freelance Event Producer",
    "Moderator",
    "Photographer",
    "Consultant",
    "Interpreter",
    "Keynote Speaker",
    "Journalist",
    "Set Designer",
];

/// Tags, the frequent ones first.
pub const TAGS: &[&str] = &[
    "newsletter",
    "speaker",
    "sponsor",
    "vip",
    "trade fair",
    "press",
    "referral",
    "key account",
    "alumni",
    "decision maker",
    "budget holder",
    "international",
    "first event free",
    "winter party",
];
