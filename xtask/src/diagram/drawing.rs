//! The drawing: flows on the left, tokens on the right, challenges in between. Refusals are left to the
//! page.

use std::fmt::Write;

use cognate_domain::auth::ChallengeName::{CustomChallenge, EmailOtp, SelectChallenge};
use cognate_domain::auth::{Edge, Place};

use super::named;

const WIDTH: i32 = 230;
const HEIGHT: i32 = 34;
const ACROSS: i32 = 300;
const DOWN: i32 = 74;
const MARGIN: i32 = 24;

/// Each column from top to bottom; the empty places let long arrows pass.
const COLUMNS: [&[&str]; 7] = [
    &[
        "USER_PASSWORD_AUTH",
        "ADMIN_USER_PASSWORD_AUTH",
        "USER_SRP_AUTH",
        "USER_AUTH",
        "CUSTOM_AUTH",
    ],
    &["", "PASSWORD_SRP", "", "SELECT_CHALLENGE", "", "CUSTOM_CHALLENGE"],
    &["", "PASSWORD_VERIFIER", "PASSWORD", FIRST_EMAIL, "SMS_OTP", "WEB_AUTHN"],
    &[RIGHT],
    &["", "NEW_PASSWORD_REQUIRED", "SELECT_MFA_TYPE", "MFA_SETUP", "DEVICE_SRP_AUTH"],
    &["", "SMS_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA", "DEVICE_PASSWORD_VERIFIER"],
    &["tokens"],
];

/// Where all first factors meet, and whatever follows them begins.
const RIGHT: &str = "first factor right";
const FIRST_EMAIL: &str = "EMAIL_OTP (first factor)";

const STYLE: &str = "
  text { font: 13px system-ui, sans-serif; fill: #1b2733; text-anchor: middle; }
  rect { fill: #eef3f8; stroke: #5b7286; rx: 7; }
  .flow { fill: #fdf3dc; stroke: #a1782a; } .tokens { fill: #def2e4; stroke: #2f7d4c; }
  path { fill: none; stroke: #7b8fa1; stroke-width: 1.2; opacity: .75; }
";

pub fn drawing(table: &[Edge]) -> String {
    let rows = COLUMNS.iter().map(|column| column.len()).max().unwrap_or_default() as i32;
    let width = MARGIN * 2 + ACROSS * (COLUMNS.len() as i32 - 1) + WIDTH;
    let height = MARGIN * 2 + DOWN * rows;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\">\n\
         <title>The challenges of a sign-in</title>\n<style>{STYLE}</style>\n\
         <defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" \
         markerHeight=\"7\" orient=\"auto\"><path d=\"M0,0 L8,4 L0,8 z\" style=\"fill:#7b8fa1;\
         stroke:none\"/></marker></defs>\n<rect x=\"0\" y=\"0\" width=\"{width}\" \
         height=\"{height}\" style=\"fill:#fff;stroke:none;rx:0\"/>\n"
    );
    let mut drawn: Vec<(&str, &str)> = Vec::new();
    for pair in table.iter().flat_map(lines) {
        if !drawn.contains(&pair) {
            drawn.push(pair);
            writeln!(svg, "{}", arrow(place(pair.0), place(pair.1)))
                .expect("a string takes everything");
        }
    }
    for (column, names) in COLUMNS.iter().enumerate() {
        for name in names.iter().filter(|name| !name.is_empty()) {
            let (x, y) = place(name);
            let class = match column {
                0 => "flow",
                6 => "tokens",
                _ if *name == RIGHT => "tokens",
                _ => "challenge",
            };
            writeln!(
                svg,
                "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{WIDTH}\" height=\"{HEIGHT}\"/>\
                 <text x=\"{}\" y=\"{}\">{name}</text>",
                x + WIDTH / 2,
                y + HEIGHT / 2 + 4
            )
            .expect("a string takes everything");
        }
    }
    svg.push_str("</svg>\n");
    svg
}

/// An edge in lines: what follows a right first factor goes through the place where all meet.
fn lines(edge: &Edge) -> Vec<(&'static str, &'static str)> {
    let follows = edge.event.starts_with("right, ") && edge.to != Place::Asked(CustomChallenge);
    let first_email = |place| match (place, edge.from) {
        (Place::Asked(EmailOtp), Place::Begins(_) | Place::Asked(SelectChallenge)) => FIRST_EMAIL,
        (place, _) => named(place),
    };
    let from = match edge.from {
        Place::Asked(EmailOtp) if follows => FIRST_EMAIL,
        from => named(from),
    };
    match edge.to {
        Place::Refused(_) => Vec::new(),
        to if follows => vec![(from, RIGHT), (RIGHT, named(to))],
        to => vec![(from, first_email(to))],
    }
}

/// The upper left corner of a box.
fn place(name: &str) -> (i32, i32) {
    for (column, names) in COLUMNS.iter().enumerate() {
        if let Some(row) = names.iter().position(|known| *known == name) {
            // Neighbouring columns are out of step, so that arrows pass between boxes.
            let step = if column % 2 == 1 { DOWN / 3 } else { 0 };
            return (MARGIN + ACROSS * column as i32, MARGIN + step + DOWN * row as i32);
        }
    }
    panic!("{name} has no place in the drawing")
}

fn arrow(from: (i32, i32), to: (i32, i32)) -> String {
    let (y1, y2) = (from.1 + HEIGHT / 2, to.1 + HEIGHT / 2);
    // Onwards from side to side; within a column, and back, around the right side.
    let (x1, x2, bend) = match to.0 > from.0 {
        true => (from.0 + WIDTH, to.0, (to.0 - from.0 - WIDTH) / 2),
        false => (from.0 + WIDTH, to.0 + WIDTH, 40),
    };
    let second = if to.0 > from.0 { x2 - bend } else { x2 + bend };
    format!(
        "<path d=\"M{x1},{y1} C{},{y1} {second},{y2} {x2},{y2}\" marker-end=\"url(#arrow)\"/>",
        x1 + bend
    )
}
