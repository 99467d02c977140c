//! A form, and everything else once.

use super::shell;
use crate::ui::prelude::*;
use leptos::prelude::*;

pub(super) fn fields() -> AnyView {
    let text = |value: &str| RwSignal::new(value.to_owned());
    let (name, email, tags, notes, stage, plain) = (
        text("Ada"),
        text("ada@"),
        text("vip, berlin"),
        text("Line one\nLine two"),
        text("plug"),
        text(""),
    );
    let when = text("2026-07-16T09:30");
    let options = vec![
        Choice::new("target", "Target"),
        Choice::new("contact", "Contact"),
        Choice::new("plug", "Plug"),
    ];
    let body = move || {
        view! {
            <Page width=PageWidth::Form>
                <PageHeader title="Add contact" breadcrumbs=vec![Crumb::new("Contacts", "/contacts")]/>
                <Card>
                    <form novalidate>
                        <div class="mb-4"><FormError error=Some("Some fields need another look.".to_owned())/></div>
                        <FormSection title="Person" hint="How they call themselves.">
                            <FormGrid>
                                <TextField name="first_name" label="First name" value=name required=true/>
                                <TextField name="last_name" label="Last name" value=plain required=true placeholder="Family name"/>
                            </FormGrid>
                            <TextField name="email" label="E-mail" kind=TextKind::Email value=email
                                error=Some("Write the address like name@example.com.".to_owned()) hint="Their work address."/>
                            <FormGrid>
                                <SelectField name="stage" label="Stage" value=stage options=options empty="Choose…"/>
                                <TextField name="when" label="Next follow-up" kind=TextKind::DateTime value=when/>
                            </FormGrid>
                        </FormSection>
                        <FormSection title="More">
                            <TagsField name="tags" label="Tags" value=tags/>
                            <TextArea name="notes" label="Notes" value=notes/>
                            <PasswordField name="password" label="Password" value=text("")/>
                            <CheckboxField name="news" label="May receive invitations" checked=RwSignal::new(true) hint="They can object at any time."/>
                            <CheckboxField name="vip" label="Very important" checked=RwSignal::new(false)/>
                        </FormSection>
                        <HiddenField name="version" value="3"/>
                        <FormActions>
                            <ButtonLink href="/contacts">"Cancel"</ButtonLink>
                            <Button kind=ButtonKind::Primary submit=true>"Save contact"</Button>
                        </FormActions>
                    </form>
                </Card>
            </Page>
        }
        .into_any()
    };
    shell("/contacts/new", body)
}

fn tones() -> Vec<AnyView> {
    [
        (Tone::Neutral, "Neutral"),
        (Tone::Slate, "Target"),
        (Tone::Blue, "Contact"),
        (Tone::Emerald, "Plug"),
        (Tone::Amber, "Hot lead"),
        (Tone::Rose, "High"),
        (Tone::Violet, "Violet"),
        (Tone::Success, "Paid"),
        (Tone::Warning, "Late"),
        (Tone::Danger, "Refused"),
    ]
    .map(|(tone, word)| view! { <Badge tone dot=true>{word}</Badge> }.into_any())
    .into()
}

fn buttons() -> impl IntoView {
    view! {
        <Card title="Buttons">
            <div class="flex flex-wrap items-center gap-2">
                <Button kind=ButtonKind::Primary icon=IconName::Plus>"Primary"</Button>
                <Button icon=IconName::Pencil>"Secondary"</Button>
                <Button kind=ButtonKind::Ghost>"Ghost"</Button>
                <Button kind=ButtonKind::Danger icon=IconName::Trash>"Delete"</Button>
                <Button kind=ButtonKind::Primary pending=true>"Pending"</Button>
                <Button disabled=true>"Disabled"</Button>
                <Button small=true>"Small"</Button>
                <IconButton icon=IconName::Ellipsis label="More"/>
                <IconLink icon=IconName::Settings label="Settings" href="/settings"/>
                <Kbd keys="⌘ K"/>
                <TextLink href="/">"A link"</TextLink>
            </div>
        </Card>
    }
}

pub(super) fn parts() -> AnyView {
    let body = || {
        view! {
            <Page>
                <PageHeader title="Parts" description="Everything else, once."/>
                <div class="grid gap-4">
                    <div class="grid grid-cols-2 gap-4 lg:grid-cols-4">
                        <Stat label="Overdue" value="7" hint="3 since yesterday" tone=Tone::Danger href="/"/>
                        <Stat label="Today" value="12"/>
                        <Stat label="New contacts" value="1,204" hint="this month"/>
                        <Stat label="Plugs" value="88" tone=Tone::Emerald/>
                    </div>
                    {buttons()}
                    <Card title="Places" flush=true><Places>
                        <Place href="/settings/rates" title="Exchange rates" about="What other currencies are worth in yours."/>
                        <Place href="/settings/bank" title="Bank account" about="The account that your organisation pays from."/>
                    </Places></Card>
                    <Card title="Badges"><div class="flex flex-wrap gap-2">{tones()}</div></Card>
                    <Notice tone=Tone::Success>"The contact was saved."</Notice>
                    <Notice tone=Tone::Warning>"Grace Hopper changed this while you were editing."</Notice>
                    <Notice tone=Tone::Danger>"The file is too large."</Notice>
                    <Notice tone=Tone::Blue>"A new version is ready."</Notice>
                    <div class="grid gap-4 md:grid-cols-2">
                        <Card><EmptyState icon=IconName::Users title="No contacts yet" text="People you want to know, know, and rely on stand here.">
                            <ButtonLink kind=ButtonKind::Primary icon=IconName::Plus href="/contacts/new">"Add contact"</ButtonLink>
                            <Button>"Import"</Button>
                        </EmptyState></Card>
                        <Card><FilteredEmpty text="No contact matches these filters." clear_href="/contacts"/></Card>
                        <Card><ErrorState message="The list could not be loaded." reference="0198-7f3a" retry_href=""/></Card>
                        <SkeletonCard/>
                        <Card flush=true><SkeletonTable rows=4 columns=4/></Card>
                        <Card><SkeletonLines/></Card>
                    </div>
                    <Card title="Icons"><div class="flex flex-wrap gap-3 text-muted">
                        {IconName::ALL.iter().map(|&name| view! { <Icon name/> }).collect_view()}
                    </div></Card>
                </div>
                <Dialog id="dialog" open=RwSignal::new(false) title="Log a call">"Body"</Dialog>
                <ConfirmDialog id="confirm" open=RwSignal::new(false) title="Delete 3 files?" text="budget.pdf, plan.pdf and photo.jpg will be gone for good."
                    confirm="Delete" danger=true on_confirm=Callback::new(|()| ())/>
            </Page>
        }
        .into_any()
    };
    shell("/parts", body)
}
