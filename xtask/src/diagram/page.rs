//! The page: the drawing, and every edge.

use cognate_domain::auth::{Edge, Place};

use super::named;

const HEAD: &str = "# Sign-in

Drawn from the auth machine's own table by `cargo xtask diagram`; do not edit. A test walks every edge.

![The challenges of a sign-in](sign-in.svg)

Each row is one request: InitiateAuth or AdminInitiateAuth where a flow begins,
RespondToAuthChallenge or AdminRespondToAuthChallenge where a challenge was asked. A request that is
refused leaves the sign-in where it was: a challenge may be answered again until its session ends.
Tokens are issued after PostAuthentication and PreTokenGeneration.
";

pub fn page(table: &[Edge]) -> String {
    let mut page = HEAD.to_owned();
    let mut before = None;
    let mut places: Vec<Place> = Vec::new();
    for edge in table {
        if !places.contains(&edge.from) {
            places.push(edge.from);
        }
    }
    for from in places {
        for edge in table.iter().filter(|edge| edge.from == from) {
            if before != Some(from) {
                let kind = if matches!(from, Place::Begins(_)) { "Flow" } else { "Challenge" };
                page.push_str(&format!("\n## {kind} {}\n\n", named(from)));
                page.push_str("| the request | comes to |\n|---|---|\n");
                before = Some(from);
            }
            let to = match edge.to {
                Place::Refused(exception) => exception.to_owned(),
                to => format!("**{}**", named(to)),
            };
            page.push_str(&format!("| {} | {to} |\n", edge.event));
        }
    }
    page
}
