//! The binary: its help, its exit codes, its output.

use std::process::{Command, Output};

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
