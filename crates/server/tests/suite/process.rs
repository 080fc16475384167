//! The binary: its help, its exit codes, its output.

use std::process::{Command, Output};

use cognate_store::Store;
use cognate_store::batch::Batch;
use cognate_store::config::SqliteConfig;
use cognate_store::records::{meta, outbox};

use crate::folder::Folder;

fn cognate(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cognate"))
        .args(arguments)
        .env_clear()
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn config_check_prints_the_effective_configuration() {
    let good = cognate(&["config", "check", "--listen", "127.0.0.1:7000"], &[]);
    assert_eq!(good.status.code(), Some(0), "{}", stderr(&good));
    assert!(stdout(&good).contains("listen = \"127.0.0.1:7000\"  # flag --listen\n"));
    let variables = [("COGNATE_LIMITS__IDLE_SECOND", "1"), ("COGNATE_LOG__FORMAT", "xml")];
    let bad = cognate(&["config", "check"], &variables);
    assert_eq!(bad.status.code(), Some(2));
    assert!(stderr(&bad).contains("did you mean COGNATE_LIMITS__IDLE_SECONDS?"));
    assert!(stderr(&bad).contains("COGNATE_LOG__FORMAT: log.format: expected one of"));
}

#[test]
fn help_version_sample_and_completions() {
    assert!(stdout(&cognate(&["--help"], &[])).contains("cognate config sample"));
    assert!(stdout(&cognate(&["version"], &[])).starts_with("cognate "));
    assert!(stdout(&cognate(&["config", "sample"], &[])).contains("[limits]"));
    for shell in ["bash", "zsh", "fish"] {
        assert!(stdout(&cognate(&["completions", shell], &[])).contains("cognate"));
    }
    assert_eq!(cognate(&["nonsense"], &[]).status.code(), Some(2));
    assert_eq!(cognate(&["config", "check", "--dev-network"], &[]).status.code(), Some(2));
}

/// A store to look at, and the hold on it.
async fn made(folder: &Folder) -> (String, Store) {
    let data = folder.path().join("data");
    let config = cognate_store::Config::Sqlite(SqliteConfig::throw_away(&data));
    let store = Store::open(config).await.unwrap();
    store.write(Batch::new().with(meta::put("test", b"here"))).await.unwrap();
    (data.to_str().unwrap().to_owned(), store)
}

#[tokio::test]
async fn backup_restore_and_verify() {
    let folder = Folder::new();
    let (data, held) = made(&folder).await;
    held.close().await;
    let (copy, target) = (folder.path().join("copy"), folder.path().join("other"));
    let (copy, target) = (copy.to_str().unwrap(), target.to_str().unwrap());
    let backup = cognate(&["backup", copy, "--data", &data], &[]);
    assert!(backup.status.success(), "{}", stderr(&backup));
    assert!(stdout(&backup).contains(copy));
    let again = cognate(&["backup", copy, "--data", &data], &[]);
    assert_eq!(again.status.code(), Some(1));
    assert!(stderr(&again).contains("exists already"));
    let restore = cognate(&["restore", copy, "--data", target], &[]);
    assert!(restore.status.success(), "{}", stderr(&restore));
    let twice = cognate(&["restore", copy, "--data", target], &[]);
    assert!(stderr(&twice).contains("not empty"), "{}", stderr(&twice));
    let verify = cognate(&["verify", "--data", target], &[]);
    assert_eq!(stdout(&verify), "the store is in order\n", "{}", stderr(&verify));
    let nowhere = cognate(&["verify", "--data", "/nowhere/at/all"], &[]);
    assert_eq!(nowhere.status.code(), Some(1));
    assert!(stderr(&nowhere).contains("no store in /nowhere/at/all"));
}

#[tokio::test]
async fn a_store_in_use_can_be_copied_and_verified() {
    let folder = Folder::new();
    let (data, _held) = made(&folder).await;
    let copy = folder.path().join("copy");
    let backup = cognate(&["backup", copy.to_str().unwrap(), "--data", &data], &[]);
    assert!(backup.status.success(), "{}", stderr(&backup));
    let verify = cognate(&["verify", "--data", &data], &[]);
    assert!(verify.status.success(), "{}", stderr(&verify));
    // To fill it, one must be alone.
    let restore = cognate(&["restore", copy.to_str().unwrap(), "--data", &data], &[]);
    let pid = std::process::id().to_string();
    assert!(stderr(&restore).contains(&format!("in use by process {pid}")), "{}", stderr(&restore));
}

#[tokio::test]
async fn waiting_messages_are_listed_masked() {
    let folder = Folder::new();
    let (data, held) = made(&folder).await;
    let none = cognate(&["outbox", "list", "--data", &data], &[]);
    assert_eq!(stdout(&none), "no message waits\n", "{}", stderr(&none));
    let message = outbox::Message {
        id: [1; 16],
        pool: 7,
        sub: None,
        code: None,
        channel: 1,
        sealed: b"sealed".to_vec(),
        destination: "a***@e***".to_owned(),
        due: 1_000,
        created: 1_000,
        expires: i64::MAX,
        tries: 0,
        last_error: None,
    };
    let refused = outbox::Message {
        id: [2; 16],
        channel: 2,
        due: 5_000,
        expires: 5_000,
        tries: 1,
        last_error: Some("the hook answered 422".to_owned()),
        destination: "+*******4567".to_owned(),
        ..message.clone()
    };
    let batch = Batch::new().with(outbox::insert(&message)).with(outbox::insert(&refused));
    held.write(batch).await.unwrap();
    let listed = cognate(&["outbox", "--data", &data, "list"], &[]);
    assert!(listed.status.success(), "{}", stderr(&listed));
    let text = stdout(&listed);
    let line = |part: &str| text.lines().find(|line| line.contains(part)).unwrap().to_owned();
    assert!(line("a***@e***").contains("email") && line("a***@e***").contains("now"), "{text}");
    let refused = line("+*******4567");
    for part in ["sms", "never", "the hook answered 422"] {
        assert!(refused.contains(part), "{text}");
    }
}

/// From a new installation to an administrator, and what may be asked about one.
#[test]
fn iam_commands() {
    let folder = Folder::new();
    let data = folder.path().join("data");
    let kek = folder.path().join("kek");
    let (data, kek) = (data.to_str().unwrap(), kek.to_str().unwrap());
    let run = |arguments: &[&str]| {
        let place = ["--data", data, "--kek", kek, "--account", "123456789012"];
        cognate(&[arguments, &place].concat(), &[])
    };
    let made = run(&["init"]);
    assert!(made.status.success(), "{}", stderr(&made));
    let made = run(&["iam", "create-administrator", "ann"]);
    assert!(made.status.success(), "{}", stderr(&made));
    let text = stdout(&made);
    let key = text.split("aws_access_key_id     = ").nth(1).unwrap().lines().next().unwrap();
    assert!(key.starts_with("AKIA") && text.contains("aws_secret_access_key = "), "{text}");
    let again = run(&["iam", "create-administrator", "ann"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(stderr(&again).contains("User with name ann already exists."), "{}", stderr(&again));
    let keys = stdout(&run(&["iam", "list-keys"]));
    let line = keys.lines().find(|line| line.contains(key)).unwrap();
    assert!(line.contains("user/ann") && line.contains("active"), "{keys}");
    assert!(keys.contains("root") && !keys.contains("secret"), "{keys}");
    let about = ["--action", "cognito-idp:ListUserPools"];
    let explained = run(&[&["iam", "explain", "--principal", "ann"][..], &about].concat());
    assert!(explained.status.success(), "{}", stderr(&explained));
    let text = stdout(&explained);
    assert!(text.starts_with("ALLOWED\n"), "{text}");
    assert!(
        text.contains(
            "identity-based policy arn:aws:iam::aws:policy/AdministratorAccess, statement 1"
        ),
        "{text}"
    );
    assert!(text.contains("    \"Action\": \"*\""), "{text}");
    let nobody = run(&[&["iam", "explain", "--principal", "role/none"][..], &about].concat());
    assert!(stderr(&nobody).contains("there is no role/none"), "{}", stderr(&nobody));
}
