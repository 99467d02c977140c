//! A list and a record, as pages would draw them.

use super::{now, shell};
use crate::ui::prelude::*;
use chrono::Duration;
use leptos::prelude::*;

const PEOPLE: [(&str, &str, &str, Tone, &str, i32, i64); 12] = [
    (
        "Ada Lovelace",
        "Analytical Engines",
        "Chief of calculation",
        Tone::Emerald,
        "Plug",
        92,
        0,
    ),
    (
        "José Ángel Fernández",
        "Harbor Partners",
        "Event director",
        Tone::Blue,
        "Contact",
        71,
        1,
    ),
    (
        "Grace Hopper",
        "Compiler House",
        "Rear admiral",
        Tone::Blue,
        "Contact",
        64,
        3,
    ),
    (
        "Maximiliane Katharina von Hohenstein-Wittgenstein",
        "Stiftung für Kunst und Begegnung",
        "Head of programme",
        Tone::Slate,
        "Target",
        12,
        12,
    ),
    ("Łukasz Żółkiewski", "Nova", "Buyer", Tone::Slate, "Target", 8, 30),
    ("Mei Chen", "Pearl & Co", "Founder", Tone::Emerald, "Plug", 88, 45),
    (
        "Omar Haddad",
        "Atlas Travel",
        "Operations",
        Tone::Blue,
        "Contact",
        55,
        60,
    ),
    (
        "Sofia Rossi",
        "Teatro Aperto",
        "Producer",
        Tone::Blue,
        "Contact",
        47,
        90,
    ),
    (
        "Noah Williams",
        "Fieldstone",
        "Partner",
        Tone::Slate,
        "Target",
        23,
        120,
    ),
    (
        "Aïcha Diallo",
        "Dakar Design Week",
        "Curator",
        Tone::Emerald,
        "Plug",
        79,
        200,
    ),
    (
        "Henrik Ørsted",
        "Nordlys",
        "Technical lead",
        Tone::Slate,
        "Target",
        31,
        250,
    ),
    (
        "Priya Raman",
        "Monsoon Labs",
        "Investor",
        Tone::Blue,
        "Contact",
        66,
        400,
    ),
];

fn rows() -> impl IntoView {
    PEOPLE
        .iter()
        .map(|&(name, company, title, tone, stage, score, days)| {
            view! {
                <tr>
                    <td class="cell-main">
                        <span class="flex items-center gap-2">
                            <Avatar name size=AvatarSize::Small/>
                            <a class="row-link truncate" href="/contacts/1">{name}</a>
                        </span>
                    </td>
                    <td >{company}</td>
                    <td class="cell-muted max-lg:hidden">{title}</td>
                    <td class="cell-side"><Badge tone dot=true>{stage}</Badge></td>
                    <td class="max-md:hidden"><Meter value=score label="Score"/></td>
                    <td class="cell-muted"><Moment at=now() - Duration::days(days)/></td>
                    <td class="max-lg:hidden"><span class="flex gap-1"><Tag text="vip"/><Tag text="berlin"/></span></td>
                </tr>
            }
        })
        .collect_view()
}

pub(super) fn contacts() -> AnyView {
    let search = RwSignal::new(String::new());
    let head = || {
        view! {
            <SortHeader label="Name" href="?sort=name" sorted=Some(SortOrder::Ascending)/>
            <SortHeader label="Company" href="?sort=company" sorted=None/>
            <Th class="max-lg:hidden">"Job title"</Th>
            <Th>"Stage"</Th>
            <SortHeader label="Score" href="?sort=score" sorted=None class="max-md:hidden"/>
            <SortHeader label="Last interaction" href="?sort=last" sorted=None/>
            <Th class="max-lg:hidden">"Tags"</Th>
        }
    };
    let actions = || {
        view! {
            <ButtonLink href="/contacts/trash" kind=ButtonKind::Ghost icon=IconName::Trash>"Trash"</ButtonLink>
            <ButtonLink href="/contacts/new" kind=ButtonKind::Primary icon=IconName::Plus>"Add contact"</ButtonLink>
        }
    };
    let stages = || {
        ["Target", "Contact", "Plug"]
            .map(|stage| view! { <MenuLink href="?stage" current=stage == "Plug">{stage}</MenuLink> })
    };
    let body = move || {
        view! {
            <Page fill=true>
                <PageHeader title="Contacts" actions/>
                <Tabs label="Views" items=vec![
                    TabItem::new("Everyone", "/contacts", true).count(2000),
                    TabItem::new("Mine", "/contacts?owner=me", false).count(212),
                    TabItem::new("Follow up", "/contacts?due", false),
                ]/>
                <FilterBar>
                    <SearchField name="q" label="Search contacts" value=search placeholder="Name, company or e-mail"/>
                    <FilterChip id="filter-stage" label="Stage" value=Some("Plug".to_owned()) clear_href="/contacts">{stages()}</FilterChip>
                    <FilterChip id="filter-status" label="Status" value=None clear_href="/contacts">{stages()}</FilterChip>
                    <FilterChip id="filter-priority" label="Priority" value=None clear_href="/contacts">{stages()}</FilterChip>
                    <RemovableChip label="vip" href="/contacts"/>
                </FilterBar>
                <Card flush=true>
                    <Table label="Contacts" head stack=true>{rows()}{rows()}</Table>
                </Card>
                <Pagination label="Contacts" previous=None next=Some("?after=1".to_owned())>"1–50 of 2,000"</Pagination>
            </Page>
        }
        .into_any()
    };
    shell("/contacts", body)
}

fn entry(
    icon: IconName,
    tone: Tone,
    title: &'static str,
    days: i64,
    text: Option<&'static str>,
) -> impl IntoView {
    let meta = move || view! { <Moment at=now() - Duration::days(days) style=MomentStyle::DayTime/> };
    let title = move || view! { <strong>"Grace Hopper"</strong>" "{title} };
    view! { <TimelineItem icon tone title meta>{text}</TimelineItem> }
}

pub(super) fn record() -> AnyView {
    let subject = RwSignal::new(String::new());
    let lead = || view! { <Avatar name="Ada Lovelace" size=AvatarSize::Large/> };
    let actions = || {
        view! {
            <Menu id="stage-menu" label="Stage" kind=ButtonKind::Secondary
                trigger=|| view! { <Dot tone=Tone::Emerald/> <span class="btn-text">"Plug"</span> <Icon name=IconName::ChevronDown/> }>
                <MenuHeading>"Move to"</MenuHeading>
                <MenuButton tone=Tone::Slate>"Target"</MenuButton>
                <MenuButton tone=Tone::Blue>"Contact"</MenuButton>
                <MenuButton tone=Tone::Emerald current=true>"Plug"</MenuButton>
                <MenuSeparator/>
                <MenuButton danger=true icon=IconName::Trash>"Move to trash"</MenuButton>
            </Menu>
            <ButtonLink href="/contacts/1/edit" icon=IconName::Pencil>"Edit"</ButtonLink>
            <IconButton icon=IconName::Trash label="Move to trash" kind=ButtonKind::Secondary/>
        }
    };
    let body = move || {
        view! {
            <Page width=PageWidth::Record>
                <PageHeader title="Ada Lovelace" breadcrumbs=vec![Crumb::new("Contacts", "/contacts")]
                    description="Chief of calculation, Analytical Engines" lead actions/>
                <div class="grid gap-4 lg:grid-cols-[2fr_3fr]">
                    <Card title="About">
                        <Facts>
                            <Fact label="E-mail"><ExternalLink href=Href::email("ada@engines.example").unwrap()>"ada@engines.example"</ExternalLink></Fact>
                            <Fact label="Phone"><ExternalLink href=Href::phone("+44 20 7946 0018").unwrap()>"+44 20 7946 0018"</ExternalLink></Fact>
                            <Fact label="LinkedIn"><ExternalLink href=Href::external("https://linkedin.example/ada").unwrap()>"linkedin.example/ada"</ExternalLink></Fact>
                            <Fact label="Status"><Badge tone=Tone::Amber>"Hot lead"</Badge></Fact>
                            <Fact label="Score"><Meter value=92 label="Score"/></Fact>
                            <Fact label="Tags"><span class="flex flex-wrap gap-1"><Tag text="vip" href="?tag=vip"/><Tag text="mathematics"/></span></Fact>
                            <Fact label="Owner"><span class="flex items-center gap-2"><Avatar name="Grace Hopper" size=AvatarSize::Small/>"Grace Hopper"</span></Fact>
                        </Facts>
                    </Card>
                    <Card title="Timeline">
                        <form class="mb-5 flex gap-2">
                            <TextField name="subject" label="What happened" label_hidden=true value=subject placeholder="Log a call, meeting or note…" class="flex-1"/>
                            <Button kind=ButtonKind::Primary submit=true>"Log"</Button>
                        </form>
                        <Timeline label="History of Ada Lovelace">
                            {entry(IconName::Phone, Tone::Blue, "called", 0, Some("Wants the autumn programme before Friday. Asked about a keynote and travel for two."))}
                            {entry(IconName::Zap, Tone::Emerald, "moved to Plug", 1, None)}
                            {entry(IconName::Mail, Tone::Violet, "sent an e-mail", 4, Some("Invitation to the summer reception."))}
                            {entry(IconName::CalendarClock, Tone::Amber, "planned a follow-up", 12, None)}
                            {entry(IconName::Plus, Tone::Neutral, "added this contact", 420, None)}
                        </Timeline>
                    </Card>
                </div>
            </Page>
        }
        .into_any()
    };
    shell("/contacts/1", body)
}
