//! A thousand browsers that listen to one process: that all of them hear is asserted, how soon and at what cost of memory
//! is said.

use super::STREAM;
use crate::contract::program::Program;
use crate::contract::site::{Browser, PAGE, PASSWORD};
use crate::contract::world::{Person, World};
use reqwest::StatusCode;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use the_plugs::accounts::roles::Role;
use the_plugs::live::hub::MOST_OF_A_PERSON;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const BROWSERS: usize = 1000;

/// Enough colleagues for so many browsers, each with the member's password.
async fn colleagues(world: &World) -> Vec<String> {
    let count = BROWSERS.div_ceil(MOST_OF_A_PERSON);
    let organization = world.lumen.id;
    world
        .site
        .act(
            &world.lumen,
            &format!(
                "insert into users (organization_id, email, password_hash, first_name, last_name, role, is_verified)
                 select organization_id, 'colleague' || number || '@lumen.example', password_hash, 'Colleague',
                   number::text, role, true
                 from users cross join generate_series(1, {count}) as number
                 where organization_id = '{organization}' and role = 'member'"
            ),
        )
        .await;
    (1..=count)
        .map(|number| format!("colleague{number}@lumen.example"))
        .collect()
}

/// The cookie of somebody who signs in, from an address of their own.
async fn cookie(program: &Program, email: &str, at: usize) -> String {
    let client = crate::support::client().redirect(reqwest::redirect::Policy::none());
    let answer = client
        .build()
        .expect("a client")
        .post(program.url("/fn/accounts/sign-in"))
        .header("origin", program.url(""))
        .header("accept", PAGE)
        .header("x-forwarded-for", format!("198.18.{}.{}", at / 250, at % 250 + 1))
        .form(&[("email", email), ("password", PASSWORD)])
        .send()
        .await
        .expect("an answer");
    assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{email}");
    let cookies = answer.headers().get_all("set-cookie").iter();
    let pairs = cookies.filter_map(|cookie| cookie.to_str().ok()?.split(';').next().map(str::to_owned));
    pairs.collect::<Vec<_>>().join("; ")
}

/// A browser that listens, by nothing but a socket: a thousand clients would cost more than what is measured.
struct Ear {
    socket: TcpStream,
    heard: Vec<u8>,
}

impl Ear {
    async fn open(at: SocketAddr, cookie: &str) -> Self {
        let mut socket = TcpStream::connect(at).await.expect("a connection");
        let head =
            format!("GET /live HTTP/1.1\r\nhost: {at}\r\naccept: {STREAM}\r\ncookie: {cookie}\r\n\r\n");
        socket.write_all(head.as_bytes()).await.expect("a request");
        let mut ear = Self {
            socket,
            heard: Vec::new(),
        };
        ear.until("event: hello").await;
        ear
    }

    async fn until(&mut self, what: &str) {
        let mut buffer = [0; 2048];
        while !String::from_utf8_lossy(&self.heard).contains(what) {
            let read = self.socket.read(&mut buffer).await.expect("a stream");
            assert!(read > 0, "{}", String::from_utf8_lossy(&self.heard));
            self.heard.extend_from_slice(&buffer[..read]);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "long: opens a thousand streams, which needs as many open files"]
async fn a_thousand_streams_of_one_process_hear_a_change() {
    let world = World::new().await;
    let contact = world.of_lumen(Role::Member).await.contact.to_string();
    let emails = colleagues(&world).await;
    let program = Program::start(&world.site.db, &[("TRUSTED_PROXIES", "127.0.0.1")]).await;
    let mut cookies = Vec::new();
    for (at, email) in emails.iter().enumerate() {
        cookies.push(cookie(&program, email, at).await);
    }
    // Once around, so that what is only needed once is there, and what passwords took is given back.
    for cookie in &cookies {
        Ear::open(program.address(), cookie).await;
    }
    tokio::time::sleep(Duration::from_secs(12)).await;

    let before = program.memory();
    let mut ears = Vec::new();
    for browser in 0..BROWSERS {
        ears.push(Ear::open(program.address(), &cookies[browser % cookies.len()]).await);
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    let each = program.memory().saturating_sub(before) / u64::try_from(BROWSERS).expect("a number");
    println!("{each} bytes for each of {BROWSERS} idle streams");

    let member: Browser = world.browser(Person::Member).await;
    let begun = Instant::now();
    let answer = member
        .call("/fn/contacts/move", &[("contact_id", &contact), ("to", "plug")])
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let hearing: Vec<_> = ears
        .into_iter()
        .map(|mut ear| {
            let contact = contact.clone();
            tokio::spawn(async move {
                ear.until(&contact).await;
                begun.elapsed()
            })
        })
        .collect();
    let mut took = Vec::new();
    for one in hearing {
        let heard = tokio::time::timeout(Duration::from_secs(20), one).await;
        took.push(heard.expect("everybody hears").expect("a time"));
    }
    took.sort();
    println!(
        "the first heard it after {:?}, half of them after {:?}, the last after {:?}",
        took[0],
        took[BROWSERS / 2],
        took[BROWSERS - 1]
    );
}
