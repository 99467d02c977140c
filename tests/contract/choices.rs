//! One address and password in several organisations.

use super::world::World;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_choice_of_organisations_opens_those_that_the_password_opened_and_no_other() {
    let world = World::new().await;
    let quay = world.site.organization("Quay").await;
    // One person of one password in two of the three.
    for org in [&world.lumen, &world.harbor] {
        let join = format!(
            "update users set email = 'ada@both.example' where organization_id = '{}' and role = 'manager'",
            org.id
        );
        world.site.act(org, &join).await;
    }
    let mut browser = world.site.browser();
    let answer = browser.sign_in("ada@both.example", super::site::PASSWORD).await;
    assert_eq!(answer.location, "/sign-in/organization");
    // Not signed in yet.
    assert_eq!(browser.call("/fn/contacts/list", &[]).await.status, 401);
    let page = browser.get("/sign-in/organization").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Lumen") && page.body.contains("Harbor") && !page.body.contains("Quay"));
    let choices = browser.call("/fn/accounts/list-choices", &[]).await;
    assert_eq!(choices.status, 200, "{}", choices.body);
    assert!(
        !choices.body.contains("argon2") && !choices.body.contains("Quay"),
        "{}",
        choices.body
    );

    let choose = async |id: String| {
        browser
            .call("/fn/accounts/choose-organization", &[("organization_id", &id)])
            .await
    };
    assert_eq!(choose(quay.id.to_string()).await.status, 404);
    assert_eq!(choose(uuid::Uuid::now_v7().to_string()).await.status, 404);
    assert_eq!(choose("none".into()).await.status, 400);
    assert_eq!(choose(world.harbor.id.to_string()).await.status, 200);
    let colleagues = browser.call("/fn/contacts/owners", &[]).await;
    assert!(
        colleagues.body.contains("Harbor") && !colleagues.body.contains("Lumen"),
        "{}",
        colleagues.body
    );
    // The choice is made, and the other door is shut.
    assert_eq!(choose(world.lumen.id.to_string()).await.status, 401);
}
