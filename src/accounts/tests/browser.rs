//! A site of its own for each test, and browsers that visit it.

use crate::accounts::passwords::Passwords;
use crate::accounts::roles::Role;
use crate::ids::{OrganizationId, UserId};
use crate::server::config::{Command, CommandLine, SiteArgs};
use crate::server::router::{Site, router};
use crate::testing::{Org, TestDb};
use axum::Router;
use axum::body::Body;
use axum::http::header::{ACCEPT, CONTENT_TYPE, COOKIE, HOST, LOCATION, REFERER, RETRY_AFTER, SET_COOKIE};
use axum::http::{Method, Request, StatusCode};
use clap::Parser;
use http_body_util::BodyExt;
use leptos::config::LeptosOptions;
use sqlx::{AssertSqlSafe, PgPool};
use std::collections::BTreeMap;
use tokio::sync::OnceCell;
use tower::ServiceExt;

/// The password of everybody who has one.
pub const PASSWORD: &str = "correct horse battery";

/// What is said to whoever gives a wrong address or password.
pub const NOT_RIGHT: &str = "The e-mail address or the password is not right.";

/// A site over a database, with an administrator's look behind it.
pub struct TestSite {
    pub db: TestDb,
    pub site: Site,
    pub admin: PgPool,
    router: Router,
}

impl TestSite {
    pub async fn new() -> Self {
        Self::with(&[]).await
    }

    /// With further options of the command line.
    pub async fn with(options: &[&str]) -> Self {
        let db = TestDb::new().await;
        let leptos = LeptosOptions::builder().output_name("the-plugs").build();
        let site = Site::new(db.app_pool(), leptos, arguments(options)).unwrap();
        Self {
            admin: db.admin_pool(),
            router: router(&site).unwrap(),
            db,
            site,
        }
    }

    /// An organisation whose people, the system user apart, have [`PASSWORD`].
    pub async fn organization(&self, name: &str) -> Org {
        let org = self.db.organization(name).await;
        for role in Role::ALL.iter().filter(|role| **role != Role::System) {
            self.set_password(org.id, org.user(*role), hash().await).await;
        }
        org
    }

    pub async fn set_password(&self, organization: OrganizationId, user: UserId, hash: &str) {
        self.change(organization, user, &format!("password_hash = '{hash}'"))
            .await;
    }

    /// Changes a user as an administrator.
    pub async fn change(&self, organization: OrganizationId, user: UserId, what: &str) {
        self.act(
            organization,
            &format!("update users set {what} where id = '{user}'"),
        )
        .await;
    }

    /// Runs a statement as an administrator, in an organisation.
    pub async fn act(&self, organization: OrganizationId, statement: &str) {
        let statement = format!(
            "begin; set local app.organization_id = '{organization}'; set local app.actor_kind = 'guest'; \
             {statement}; commit"
        );
        sqlx::raw_sql(AssertSqlSafe(statement))
            .execute(&self.admin)
            .await
            .unwrap();
    }

    /// A number or text that only an administrator sees.
    pub async fn look<T>(&self, query: &'static str) -> T
    where
        T: Send + Unpin + for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
    {
        sqlx::query_scalar(query).fetch_one(&self.admin).await.unwrap()
    }

    pub fn browser(&self) -> Browser {
        Browser {
            router: self.router.clone(),
            cookies: BTreeMap::new(),
            forwarded_for: None,
            page: "/sign-in".into(),
        }
    }

    /// A browser in which somebody is signed in.
    pub async fn signed_in(&self, email: &str) -> Browser {
        let mut browser = self.browser();
        let answer = browser.sign_in(email, PASSWORD).await;
        assert_eq!(
            (answer.status, answer.location()),
            (StatusCode::SEE_OTHER, "/"),
            "{}",
            answer.body
        );
        browser
    }
}

/// The site's part of a command line.
pub fn arguments(options: &[&str]) -> SiteArgs {
    let line = ["the-plugs", "serve", "--database-url", "postgres://nowhere/none"]
        .iter()
        .chain(options);
    match CommandLine::parse_from(line).command {
        Command::Serve(serve) => serve.site,
        _ => unreachable!("the command is serve"),
    }
}

/// A hash of [`PASSWORD`], made once.
pub async fn hash() -> &'static str {
    static HASH: OnceCell<String> = OnceCell::const_new();
    HASH.get_or_init(|| async { Passwords::new(None).hash_new(PASSWORD, vec![]).await.unwrap() })
        .await
}

/// Keeps cookies, follows nothing by itself, and sends what a browser sends.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    pub cookies: BTreeMap<String, String>,
    /// What a proxy on the way, or the browser's owner, writes into `X-Forwarded-For`.
    pub forwarded_for: Option<&'static str>,
    /// The page it is on.
    page: String,
}

impl Browser {
    pub async fn sign_in(&mut self, email: &str, password: &str) -> Answer {
        self.post(
            "/fn/accounts/sign-in",
            &[("email", email), ("password", password)],
        )
        .await
    }

    pub async fn sign_out(&mut self) -> Answer {
        self.post("/fn/accounts/sign-out", &[]).await
    }

    /// Whether the site knows who this is.
    pub async fn is_signed_in(&mut self) -> bool {
        let answer = self.post_as_program("/fn/contacts/owners", &[]).await;
        match answer.status {
            StatusCode::OK => true,
            StatusCode::UNAUTHORIZED => false,
            other => panic!("{other}: {}", answer.body),
        }
    }

    /// Visits a page.
    pub async fn get(&mut self, page: &str) -> Answer {
        self.page = page.to_owned();
        self.send(
            Method::GET,
            page,
            "text/html,application/xhtml+xml",
            Body::empty(),
        )
        .await
    }

    /// Posts a form as a page does without JavaScript.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(
            Method::POST,
            path,
            "text/html,application/xhtml+xml",
            encoded(fields),
        )
        .await
    }

    /// Posts a form as the hydrated page does.
    pub async fn post_as_program(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(Method::POST, path, "application/json", encoded(fields))
            .await
    }

    async fn send(&mut self, method: Method, path: &str, accept: &str, body: Body) -> Answer {
        let cookies: Vec<_> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, "plugs.example")
            .header(REFERER, format!("http://plugs.example{}", self.page))
            .header("sec-fetch-site", "same-origin")
            .header("user-agent", "A browser of the tests")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(ACCEPT, accept);
        if let Some(addresses) = self.forwarded_for {
            request = request.header("x-forwarded-for", addresses);
        }
        if !cookies.is_empty() {
            request = request.header(COOKIE, cookies.join("; "));
        }
        let response = self
            .router
            .clone()
            .oneshot(request.body(body).unwrap())
            .await
            .unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let text = |value: &axum::http::HeaderValue| value.to_str().unwrap().to_owned();
        let set_cookies: Vec<String> = parts.headers.get_all(SET_COOKIE).iter().map(text).collect();
        for cookie in &set_cookies {
            self.keep(cookie);
        }
        Answer {
            status: parts.status,
            location: parts.headers.get(LOCATION).map(text),
            retry_after: parts.headers.get(RETRY_AFTER).map(text),
            set_cookies,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    fn keep(&mut self, cookie: &str) {
        let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
        if cookie.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    location: Option<String>,
    pub retry_after: Option<String>,
    pub set_cookies: Vec<String>,
    pub body: String,
}

impl Answer {
    pub fn location(&self) -> &str {
        self.location.as_deref().unwrap_or_default()
    }
}

fn encoded(fields: &[(&str, &str)]) -> Body {
    Body::from(
        url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish(),
    )
}
