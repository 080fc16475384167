//! `cognate quickstart` against a real server of the same binary.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use crate::folder::Folder;

/// A server process that ends with the test.
pub struct Serving {
    child: Child,
    pub url: String,
}

impl Serving {
    pub fn start(folder: &Folder) -> Serving {
        let data = folder.path().join("data");
        let mut child = Command::new(env!("CARGO_BIN_EXE_cognate"))
            .args(["serve", "--dev", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .env_clear()
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("cognate listening on ").unwrap().to_owned();
        Serving { child, url }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn quickstart(endpoint: &str, variables: &[(&str, &str)]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_cognate"))
        .args(["quickstart", "--endpoint", endpoint])
        .env_clear()
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(text).unwrap())
}

#[test]
fn a_user_signs_in_and_the_code_is_printed() {
    let folder = Folder::new();
    let server = Serving::start(&folder);
    let (made, text) = quickstart(&server.url, &[]);
    assert!(made, "{text}");
    assert!(text.contains(&format!("--endpoint-url {} --region us-east-1", server.url)), "{text}");
    // Signed, and in the region of the environment.
    let signed = [
        ("AWS_ACCESS_KEY_ID", "dev"),
        ("AWS_SECRET_ACCESS_KEY", "dev"),
        ("AWS_DEFAULT_REGION", "eu-central-1"),
    ];
    let (made, text) = quickstart(&format!("{}/", server.url), &signed);
    assert!(made, "{text}");
    assert!(text.contains("userPoolId: 'eu-central-1_"), "{text}");
}

#[test]
fn without_a_server_it_says_how_to_start_one() {
    let (made, text) = quickstart("http://127.0.0.1:1", &[]);
    assert!(!made);
    assert!(text.contains("no server answers at http://127.0.0.1:1"), "{text}");
    assert!(text.contains("cognate serve --dev"), "{text}");
    let (made, text) = quickstart("localhost", &[]);
    assert!(!made);
    assert!(text.contains("--endpoint: expected a URL"), "{text}");
}
