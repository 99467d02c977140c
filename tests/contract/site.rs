//! The whole site behind a socket, and browsers that visit it.

use crate::support::administrator;
use clap::Parser;
use leptos::config::LeptosOptions;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, LOCATION, ORIGIN, REFERER};
use reqwest::{Client, Method, StatusCode, redirect};
use sqlx::AssertSqlSafe;
use sqlx::postgres::{PgConnection, PgPool};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use the_plugs::accounts::passwords::Passwords;
use the_plugs::accounts::roles::Role;
use the_plugs::analytics::recorder::Recorder;
use the_plugs::error::AppError;
use the_plugs::live::hub::Live;
use the_plugs::live::tell;
use the_plugs::server::config::{Command, CommandLine, SiteArgs};
use the_plugs::server::listen;
use the_plugs::server::router::{Site, router};
use the_plugs::server::sessions::Sessions;
use the_plugs::server::tls::{Certificate, Files};
use the_plugs::testing::{Org, TestDb, files};
use tokio::net::TcpListener;
use tokio::sync::{OnceCell, watch};

/// Everybody's password.
pub const PASSWORD: &str = "plain marble evening";

/// What a browser accepts when it asks for a page or sends a form.
pub const PAGE: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

/// What the hydrated page accepts from a server function.
pub const PROGRAM: &str = "application/json";

/// A served site with a database of its own.
pub struct TestSite {
    pub db: Arc<TestDb>,
    pub address: SocketAddr,
    pub pages: Vec<String>,
    /// Who listens for changes, and by which sessions.
    pub live: Live,
    pub sessions: Sessions,
    /// Where the site notes what is used.
    pub recorder: Recorder,
    server: tokio::task::JoinHandle<()>,
    _running: watch::Sender<bool>,
}

impl TestSite {
    pub async fn new() -> Self {
        Self::with(&[]).await
    }

    /// With further options of the command line.
    pub async fn with(options: &[&str]) -> Self {
        let db = TestDb::new().await;
        let pool = db.app_pool();
        Self::over(db, pool, options, leptos_options()).await
    }

    /// Over a pool of the test's own.
    pub async fn over(
        db: impl Into<Arc<TestDb>>,
        pool: PgPool,
        options: &[&str],
        leptos: LeptosOptions,
    ) -> Self {
        files(&[]).await;
        let db: Arc<TestDb> = db.into();
        let site = Site::new(pool, leptos, arguments(options)).expect("a site");
        let (running, stopping) = watch::channel(false);
        let (live, sessions) = (site.live.clone(), site.accounts.sessions.clone());
        let telling = tell::serve(live.clone(), db.app_pool(), sessions.clone(), stopping);
        tokio::spawn(telling);
        let pages = site.pages.iter().map(|page| page.path().to_owned()).collect();
        let app = router(&site).expect("a router");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("its address");
        let certificate = match Files::of(&site.args.tls) {
            Some(files) => Some(Certificate::read(files).await.expect("a certificate").shown()),
            None => None,
        };
        let server = tokio::spawn(listen::serve(
            listener,
            certificate,
            app,
            listen::HEAD,
            std::future::pending(),
        ));
        Self {
            db,
            recorder: site.recorder,
            address,
            pages,
            live,
            sessions,
            server,
            _running: running,
        }
    }

    /// An organisation whose people, the system user apart, have [`PASSWORD`].
    pub async fn organization(&self, name: &str) -> Org {
        let org = self.db.organization(name).await;
        let hash = password_hash().await;
        self.act(
            &org,
            &format!(
                "update users set password_hash = '{hash}' where role <> 'system' and organization_id = '{}'",
                org.id
            ),
        )
        .await;
        org
    }

    pub async fn administrator(&self) -> PgConnection {
        administrator(&self.db).await
    }

    /// Does something in an organisation as its member, past all permissions.
    pub async fn act(&self, org: &Org, statement: &str) {
        let statement = format!(
            "begin; set local app.organization_id = '{}'; set local app.actor_kind = 'person'; \
             set local app.user_id = '{}'; {statement}; commit",
            org.id,
            org.user(Role::Member)
        );
        sqlx::raw_sql(AssertSqlSafe(statement.clone()))
            .execute(&mut self.administrator().await)
            .await
            .unwrap_or_else(|error| panic!("{error}: {statement}"));
    }

    /// The answer to a question that an administrator asks.
    pub async fn look(&self, query: &str) -> String {
        let answer: Option<String> = sqlx::query_scalar(AssertSqlSafe(format!("select ({query})::text")))
            .fetch_one(&mut self.administrator().await)
            .await
            .unwrap_or_else(|error| panic!("{error}: {query}"));
        answer.unwrap_or_default()
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// A browser in which nobody is signed in.
    pub fn browser(&self) -> Browser {
        Browser {
            client: crate::support::client()
                .cookie_store(true)
                .redirect(redirect::Policy::none())
                .timeout(Duration::from_secs(300))
                .build()
                .expect("a client"),
            origin: format!("http://{}", self.address),
            page: "/sign-in".into(),
        }
    }

    /// A browser in which somebody is signed in, by the form.
    pub async fn signed_in(&self, email: &str) -> Browser {
        let mut browser = self.browser();
        let answer = browser.sign_in(email, PASSWORD).await;
        assert_eq!(
            (answer.status, answer.location.as_str()),
            (StatusCode::SEE_OTHER, "/"),
            "{email}: {}",
            answer.body
        );
        browser
    }
}

impl Drop for TestSite {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// How Leptos is set for a site whose scripts nobody runs.
pub fn leptos_options() -> LeptosOptions {
    LeptosOptions::builder().output_name("the-plugs").build()
}

/// The site's part of a command line.
pub fn arguments(options: &[&str]) -> SiteArgs {
    let line = ["the-plugs", "serve", "--database-url", "postgres://nowhere/none"];
    let line = line.iter().chain(options);
    match CommandLine::try_parse_from(line).expect("options").command {
        Command::Serve(serve) => serve.site,
        _ => unreachable!("the command is serve"),
    }
}

/// A hash of [`PASSWORD`], made once in a process.
async fn password_hash() -> &'static str {
    static HASH: OnceCell<String> = OnceCell::const_new();
    HASH.get_or_init(|| async {
        Passwords::new(None)
            .hash_new(PASSWORD, Vec::new())
            .await
            .expect("a hash")
    })
    .await
}

/// Keeps cookies, follows nothing by itself, and says what a browser says.
#[derive(Clone)]
pub struct Browser {
    client: Client,
    origin: String,
    /// The page it is on.
    pub page: String,
}

impl Browser {
    pub async fn sign_in(&mut self, email: &str, password: &str) -> Answer {
        self.page = "/sign-in".into();
        self.post(
            "/fn/accounts/sign-in",
            &[("email", email), ("password", password)],
        )
        .await
    }

    /// The same browser, with its cookies, at another port.
    pub fn at(mut self, origin: &str) -> Self {
        self.origin = origin.to_owned();
        self
    }

    /// Visits a page.
    pub async fn get(&mut self, page: &str) -> Answer {
        self.page = page.to_owned();
        self.request(Method::GET, page, PAGE).send().await
    }

    /// Sends a form as a page does without JavaScript.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.request(Method::POST, path, PAGE).fields(fields).send().await
    }

    /// Sends a form as a page does without JavaScript, and goes where it is sent.
    pub async fn post_and_follow(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = self.post(path, fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}: {}", answer.body);
        assert!(answer.location.starts_with('/'), "{path}: {}", answer.location);
        self.get(&answer.location).await
    }

    /// Calls a server function as the hydrated page does.
    pub async fn call(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.request(Method::POST, path, PROGRAM)
            .fields(fields)
            .send()
            .await
    }

    /// A request that says where it comes from, as browsers do.
    pub fn request(&self, method: Method, path: &str, accept: &str) -> Question {
        let request = self
            .bare(method.clone(), path)
            .header(ACCEPT, accept)
            .header(REFERER, &format!("{}{}", self.origin, self.page))
            .header(HeaderName::from_static("sec-fetch-site"), "same-origin");
        if method == Method::GET {
            return request;
        }
        request.header(ORIGIN, &self.origin)
    }

    /// A request with nothing but the cookies.
    pub fn bare(&self, method: Method, path: &str) -> Question {
        Question(self.client.request(method, format!("{}{path}", self.origin)))
    }
}

/// A request that is being put together.
pub struct Question(reqwest::RequestBuilder);

impl Question {
    /// Sets a header in place of one that is set.
    pub fn header(self, name: HeaderName, value: &str) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().expect("a header's value"));
        Self(self.0.headers(headers))
    }

    pub fn fields(self, fields: &[(&str, &str)]) -> Self {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.body("application/x-www-form-urlencoded", body.into_bytes())
    }

    pub fn body(self, kind: &str, body: Vec<u8>) -> Self {
        Self(self.header(CONTENT_TYPE, kind).0.body(body))
    }

    /// A body that does not say how long it is.
    pub fn stream(self, kind: &str, body: Vec<u8>) -> Self {
        let parts: Vec<_> = body.chunks(64 * 1024).map(|part| Ok(part.to_vec())).collect();
        self.parts(kind, parts)
    }

    /// A body whose sender is gone before it ends.
    pub fn broken_stream(self, kind: &str, body: Vec<u8>) -> Self {
        self.parts(kind, vec![Ok(body), Err(std::io::Error::other("gone"))])
    }

    fn parts(self, kind: &str, parts: Vec<std::io::Result<Vec<u8>>>) -> Self {
        let body = reqwest::Body::wrap_stream(futures::stream::iter(parts));
        Self(self.header(CONTENT_TYPE, kind).0.body(body))
    }

    pub async fn send(self) -> Answer {
        self.try_send().await.expect("an answer")
    }

    /// Waits for the head of the answer only.
    pub async fn open(self) -> reqwest::Response {
        self.0.send().await.expect("an answer")
    }

    pub async fn try_send(self) -> reqwest::Result<Answer> {
        let response = self.0.send().await?;
        let status = response.status();
        let headers = response.headers().clone();
        let body = response.bytes().await?;
        let text = |name: HeaderName| {
            let value = headers.get(name).and_then(|value| value.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        Ok(Answer {
            status,
            location: text(LOCATION),
            kind: text(CONTENT_TYPE),
            body: String::from_utf8_lossy(&body).into_owned(),
            bytes: body.into(),
            headers,
        })
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub location: String,
    pub kind: String,
    pub headers: HeaderMap,
    pub body: String,
    /// The body, which may be no text.
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default()
    }

    /// The body as the one shape that errors have.
    pub fn error(&self) -> AppError {
        let error: AppError = serde_json::from_str(&self.body)
            .unwrap_or_else(|error| panic!("{} is no error of ours ({error}): {}", self.status, self.body));
        assert_eq!(error.status(), self.status.as_u16(), "{}", self.body);
        assert_eq!(self.kind, "application/json");
        error
    }

    /// The whole page came: its end, and after it nothing but whole scripts.
    pub fn is_whole_page(&self) -> bool {
        let Some((page, rest)) = self.body.rsplit_once("</html>") else {
            return false;
        };
        let scripts = |text: &str| (text.matches("<script").count(), text.matches("</script>").count());
        let (opened, closed) = scripts(rest);
        let rest = rest.trim_end();
        page.contains("</body>")
            && opened == closed
            && (rest.is_empty() || rest.ends_with("</script>") || rest.ends_with("<!>"))
    }

    /// Nothing in it tells how we are made.
    pub fn assert_tells_nothing(&self) {
        let body = self.without_nonces().to_lowercase();
        for secret in [
            "sqlx",
            "sqlstate",
            "syntax error",
            "violates",
            "relation \"",
            "pg_",
            "src/",
            ".rs:",
            "/root",
            "panicked",
            "plugs_app",
            "postgres",
            "from contacts",
            "from users",
            "insert into",
            "organization_id =",
            "password_hash",
            "$argon2",
            "backtrace",
        ] {
            assert!(!body.contains(secret), "`{secret}` in {}", self.body);
        }
    }

    /// A nonce is random, so it may spell anything, wherever leptos puts it.
    fn without_nonces(&self) -> String {
        let nonces = self.body.split("nonce=\"").skip(1);
        let nonces = nonces.filter_map(|part| part.split_once('"'));
        nonces.fold(self.body.clone(), |kept, (nonce, _)| match nonce {
            "" => kept,
            nonce => kept.replace(nonce, ""),
        })
    }
}
