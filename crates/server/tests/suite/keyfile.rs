//! Which key files are read, and which are refused.

use std::ffi::OsString;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use cognate_server::config::Environment;
use cognate_server::keyfile::{Source, Wanted, default_path, descriptor, locate, read, write};

use crate::folder::Folder;

fn environment(variables: &[(&str, &Path)]) -> Environment {
    variables.iter().map(|(name, value)| (OsString::from(name), OsString::from(value))).collect()
}

fn wanted<'a>(environment: &'a Environment, data_dir: &'a Path) -> Wanted<'a> {
    Wanted {
        descriptor: None,
        file: None,
        environment,
        data_dir,
        installation_id: "0a1b",
        dev: false,
    }
}

fn refusal(path: &Path, data_dir: &Path) -> String {
    let source = Source::File { path: path.to_owned() };
    format!("{:#}", read(source, data_dir, false).unwrap_err())
}

#[test]
fn key_2a_a_key_is_written_once_for_its_owner_alone() {
    let (home, data) = (Folder::new(), Folder::new());
    let variables = environment(&[("HOME", home.path())]);
    let path = default_path(&variables, "0a1b").unwrap();
    assert_eq!(path, home.path().join(".config/cognate/kek-0a1b"));
    write(&path, "the key\n").unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    assert!(write(&path, "another").unwrap_err().to_string().contains("never replaced"));
    let source = locate(wanted(&variables, data.path())).unwrap();
    assert_eq!(source.name(), path.display().to_string());
    assert_eq!(*read(source, data.path(), false).unwrap(), "the key\n");
}

#[test]
fn key_2_files_that_others_could_read_or_swap_are_refused() {
    let (folder, data) = (Folder::new(), Folder::new());
    let path = folder.path().join("kek");
    assert!(refusal(&path, data.path()).contains("`cognate init` wrote one"));
    assert!(refusal(&path, data.path()).contains(&path.display().to_string()));
    write(&path, "the key").unwrap();
    for mode in [0o640, 0o604, 0o660] {
        std::fs::set_permissions(&path, PermissionsExt::from_mode(mode)).unwrap();
        assert!(refusal(&path, data.path()).contains("can be read by others"));
    }
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o400)).unwrap();
    assert!(read(Source::File { path: path.clone() }, data.path(), false).is_ok());
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    assert!(refusal(&link, data.path()).contains("symbolic link"));
    assert!(refusal(folder.path(), data.path()).contains("not a regular file"));
    let large = folder.path().join("large");
    write(&large, &"x".repeat(5000)).unwrap();
    assert!(refusal(&large, data.path()).contains("larger than"));
    if rustix::process::geteuid().is_root() {
        std::os::unix::fs::chown(&path, Some(12345), None).unwrap();
        assert!(refusal(&path, data.path()).contains("belongs to another user"));
    }
}

#[test]
fn key_2_the_key_is_not_kept_beside_the_data_except_in_development() {
    let data = Folder::new();
    let none = Environment::new();
    let dev = Wanted { dev: true, ..wanted(&none, data.path()) };
    let Source::File { path } = locate(dev).unwrap() else { panic!("a file") };
    write(&path, "the key").unwrap();
    assert!(refusal(&path, data.path()).contains("lies in the data directory"));
    assert!(read(Source::File { path }, data.path(), true).is_ok());
}

#[test]
fn key_2_other_sources() {
    let (folder, data) = (Folder::new(), Folder::new());
    let none = Environment::new();
    let named = folder.path().join("named");
    write(&named, "named").unwrap();
    let by_name = Wanted { file: Some(&named), ..wanted(&none, data.path()) };
    assert_eq!(*read(locate(by_name).unwrap(), data.path(), false).unwrap(), "named");

    let credentials = environment(&[("CREDENTIALS_DIRECTORY", folder.path())]);
    assert!(locate(wanted(&credentials, data.path())).is_err(), "no credential and no home");
    folder.file("cognate-kek", "credential");
    let source = locate(wanted(&credentials, data.path())).unwrap();
    assert!(matches!(source, Source::Credential { .. }));
    assert_eq!(*read(source, data.path(), false).unwrap(), "credential");

    let open = std::fs::File::open(&named).unwrap();
    let number = u32::try_from(std::os::fd::AsRawFd::as_raw_fd(&open)).unwrap();
    let inherited = Wanted { descriptor: Some(number), ..wanted(&none, data.path()) };
    let source = locate(inherited).unwrap();
    drop(open);
    assert_eq!(*read(source, data.path(), false).unwrap(), "named");
    let twice =
        Wanted { descriptor: Some(number), file: Some(&named), ..wanted(&none, data.path()) };
    assert!(locate(twice).unwrap_err().to_string().contains("twice"));

    let from = |text: &str| descriptor(None, &environment(&[("COGNATE_KEK_FD", Path::new(text))]));
    assert_eq!(from("7").unwrap(), Some(7));
    assert!(from("seven").is_err());
    assert_eq!(descriptor(Some(3), &none).unwrap(), Some(3));
}
