//! An S3-compatible store in the place of the folder: a real server that the test starts.

use super::super::world::Person;
use super::{Ground, fetch, sent};
use clap::Parser;
use hyper_util::rt::TokioIo;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use std::net::SocketAddr;
use std::path::Path;
use the_plugs::accounts::roles::Role;
use the_plugs::media::storage::Files;
use the_plugs::media::types::Variant;
use the_plugs::server::config::{Command, CommandLine, FileArgs};
use tokio::net::TcpListener;

const KEY: &str = "a key that no log repeats";

/// A server with one bucket, `files`.
async fn server(folder: &Path) -> SocketAddr {
    std::fs::create_dir_all(folder.join("files")).expect("a bucket");
    let mut builder = S3ServiceBuilder::new(FileSystem::new(folder).expect("a folder"));
    builder.set_auth(SimpleAuth::from_single("plugs", KEY));
    let service = builder.build();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("its address");
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let service = service.clone();
            tokio::spawn(async move {
                let connection = hyper::server::conn::http1::Builder::new();
                let _ = connection.serve_connection(TokioIo::new(socket), service).await;
            });
        }
    });
    address
}

fn options(endpoint: &str, bucket: &str, key: &str) -> Vec<String> {
    [
        "--s3-bucket",
        bucket,
        "--s3-endpoint",
        endpoint,
        "--s3-access-key-id",
        "plugs",
        "--s3-secret-access-key",
        key,
    ]
    .map(str::to_owned)
    .to_vec()
}

fn arguments(options: &[String], folder: &Path) -> FileArgs {
    let mut line = ["the-plugs", "worker", "--database-url", "postgres://nowhere/none"]
        .map(str::to_owned)
        .to_vec();
    line.extend(["--files-folder".to_owned(), folder.display().to_string()]);
    line.extend(options.iter().cloned());
    match CommandLine::try_parse_from(line).expect("options").command {
        Command::Worker(worker) => worker.files,
        _ => unreachable!("the command is worker"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn files_lie_in_a_bucket_where_one_is_configured() {
    let folder = tempfile::tempdir().expect("a folder");
    let endpoint = format!("http://{}", server(folder.path()).await);
    let options = options(&endpoint, "files", KEY);
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    let ground = Ground::idle(&options).await;
    ground.work();
    let browser = ground.manager().await;
    // More than goes in one part.
    let large: Vec<u8> = (0..2_400_000_u32)
        .flat_map(|number| format!("{number:07} ").into_bytes())
        .collect();
    let file = sent(&browser, &ground.contact(), "large.txt", &large).await;
    assert_eq!(ground.settled(file).await, "ready");
    let key = ground
        .look(&format!("select file_path from media where id = '{file}'"))
        .await;
    let lies = folder.path().join("files").join(&key);
    assert_eq!(
        std::fs::metadata(&lies).expect("the object").len(),
        large.len() as u64
    );
    let address = ground.address(Role::Manager, file, Variant::Original);
    assert_eq!(fetch(&browser, &address).await.bytes, large);
    let part = browser.request(reqwest::Method::GET, &address, "*/*");
    let part = part.header(reqwest::header::RANGE, "bytes=-8").send().await;
    assert_eq!((part.status.as_u16(), part.body.as_str()), (206, "2399999 "));
    let foreign = ground.world.browser(Person::Foreign).await;
    assert_eq!(fetch(&foreign, &address).await.status, 404);

    // A month in the trash, and then swept.
    let removed = browser
        .call(
            "/fn/contacts/remove-attachment",
            &[("file_id", &file.to_string())],
        )
        .await;
    assert_eq!(removed.status, 200);
    let organization = ground.world.lumen.id;
    let old = format!(
        "update media set deleted_at = now() - interval '31 days' where organization_id = '{organization}'"
    );
    ground.world.site.act(&ground.world.lumen, &old).await;
    let sweep = format!(
        "insert into jobs (organization_id, queue, kind) values ('{organization}', 'cleanup', 'media/clear_up')"
    );
    ground.world.site.act(&ground.world.lumen, &sweep).await;
    for _ in 0..100 {
        if !lies.exists() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert!(!lies.exists(), "its bytes are given up");
    ground.assert_counted().await;
    let back = browser
        .call(
            "/fn/contacts/restore-attachment",
            &[("file_id", &file.to_string())],
        )
        .await;
    assert_eq!(back.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_store_that_does_not_work_is_named_at_the_start_and_its_key_is_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let endpoint = format!("http://{}", server(folder.path()).await);
    for (endpoint, bucket, key, expected) in [
        (
            endpoint.as_str(),
            "files",
            "the wrong key",
            "S3_SECRET_ACCESS_KEY",
        ),
        (endpoint.as_str(), "other", KEY, "S3_BUCKET"),
        ("http://127.0.0.1:1", "files", KEY, "S3_ENDPOINT"),
    ] {
        let args = arguments(&options(endpoint, bucket, key), folder.path());
        let told = Files::of(&args).await.expect_err("a store that does not work");
        assert!(told.contains(expected), "{told}");
        assert!(
            !told.contains(key) && !format!("{args:?}").contains(key),
            "{told}"
        );
    }
    let file = folder.path().join("a file");
    std::fs::write(&file, "").expect("a file");
    let told = Files::of(&arguments(&[], &file)).await.expect_err("no folder");
    assert!(told.contains("FILES_FOLDER"), "{told}");
}

#[test]
fn half_a_configuration_of_a_store_is_refused() {
    let line = ["the-plugs", "worker", "--database-url", "postgres://nowhere/none"];
    for options in [
        &["--s3-bucket", "files"][..],
        &["--s3-endpoint", "https://s3.example.com"],
        &["--s3-access-key-id", "plugs"],
        &["--link-secret", "too short"],
        &["--upload-limit-mb", "0"],
    ] {
        let error = CommandLine::try_parse_from(line.iter().chain(options))
            .expect_err("an error")
            .to_string();
        assert!(error.contains(options[0]) || error.contains("--s3"), "{error}");
    }
}
