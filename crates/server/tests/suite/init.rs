//! `cognate init` around a toy installation.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::ExitCode;

use cognate_crypto::Secret;
use cognate_server::commands::init::{InitArgs, Making, RootKey, run};
use cognate_server::config::Environment;
use cognate_server::keyfile::{Wanted, load};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::meta;

use crate::folder::Folder;

async fn install(making: Making<'_>) -> anyhow::Result<Option<RootKey>> {
    let check = making.kek.check_value(&making.installation_id);
    let batch = Batch::new().with(meta::put_if_absent("installed", &check));
    Ok(match making.store.write(batch).await? {
        Outcome::Committed => {
            Some(RootKey { id: "AKIAEXAMPLE".into(), secret: Secret::new("secret".into()) })
        }
        Outcome::Unmet(_) => None,
    })
}

fn arguments(folder: &Folder, key: &str) -> (InitArgs, PathBuf) {
    let path = folder.path().join(key);
    let mut args = InitArgs::default();
    args.store.data = Some(folder.path().join("data"));
    args.store.kek = Some(path.clone());
    args.credentials = Some(folder.path().join(format!("{key}-credentials")));
    (args, path)
}

#[test]
fn key_2a_bs_1_init_makes_one_key_and_one_root() {
    let (folder, none) = (Folder::new(), Environment::new());
    let (args, key) = arguments(&folder, "kek");
    assert_eq!(run(&args, &none, install).unwrap(), ExitCode::SUCCESS);
    let wanted = Wanted {
        descriptor: None,
        file: Some(&key),
        environment: &none,
        data_dir: args.store.data.as_deref().unwrap(),
        installation_id: "",
        dev: false,
    };
    assert!(load(wanted).is_ok());
    let credentials = args.credentials.unwrap();
    let text = std::fs::read_to_string(&credentials).unwrap();
    assert!(text.contains("aws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = secret\n"));
    let mode = std::fs::metadata(&credentials).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    let (again, other) = arguments(&folder, "other");
    let refused = run(&again, &none, install).unwrap_err().to_string();
    assert!(refused.contains("initialised already"));
    assert!(!other.exists() && !again.credentials.unwrap().exists());
    assert!(load(wanted).is_ok(), "the key of the first time is untouched");
}

#[test]
fn key_2_init_does_not_put_the_key_beside_the_data() {
    let folder = Folder::new();
    let (mut args, _) = arguments(&folder, "kek");
    args.store.kek = Some(folder.path().join("data/kek"));
    let refused = run(&args, &Environment::new(), install).unwrap_err().to_string();
    assert!(refused.contains("lies in the data directory"), "{refused}");
}
