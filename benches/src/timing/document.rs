//! The report, as `docs/security/timing.md`.

use super::Finding;
use super::statistics::Comparison;

const HEAD: &str = "\
# Timing of answers about people who do not exist

<!-- Written by `cargo xtask timing`; do not edit. -->

With `PreventUserExistenceErrors` set to `ENABLED`, answers must not tell whether somebody has an account:
not by their words (the end-to-end tests compare those) and not by their time. `cargo xtask timing`
measures the second.

## Method

A release server and one client on one machine, over one loopback connection: the least noise an attacker
could hope for. Each request is about another address, drawn at random; addresses that have an account
and addresses that have none come in random order. Waiting times are compared twice:

- *ranks*: the Mann-Whitney test; `larger` is the chance that a request about somebody existing takes
  longer than one about nobody. 0.500 means that the time says nothing.
- *medians*: a permutation test of the difference of the medians.

The *controls* compare two halves, drawn by lot, of requests of the same kind: how far chance alone goes on
the machine in that run. *Next request* compares the requests that follow one about somebody existing with
those that follow one about nobody: work that is done after the answer must not tell either.
";

const TAIL: &str = "
SignUp names what is taken: a user name always, and in pools whose user names are addresses the address
(as AWS does). Only where addresses are aliases can SignUp hide them, so that is what is measured.
";

/// The whole page.
pub fn document(findings: &[Finding], engine: &str, significance: f64) -> String {
    let mut text = HEAD.to_owned();
    let count = findings.iter().map(|finding| finding.each).min().unwrap_or(0);
    text.push_str(&format!(
        "\n## Result\n\n{count} requests of each kind and operation, on {engine}. A difference counts \
         as found\nwhen either test gives it a chance below {significance:.4} (1 % over all rows together).\n\n"
    ));
    text.push_str(
        "| operation | existing, median µs | missing, median µs | larger | p ranks | p medians | \
         controls: larger | controls: p ranks | next request: larger, p ranks | verdict |\n\
         |---|---:|---:|---:|---:|---:|---:|---:|---:|---|\n",
    );
    for finding in findings {
        text.push_str(&row(finding, significance));
    }
    text.push_str(TAIL);
    text
}

fn row(finding: &Finding, significance: f64) -> String {
    let Comparison { first, second, larger, p_ranks, p_medians } = finding.verdict;
    let [one, two] = finding.controls;
    let next = finding.next;
    let verdict = if finding.is_even(significance) { "no difference found" } else { "**differs**" };
    format!(
        "| {} | {first:.0} | {second:.0} | {larger:.3} | {p_ranks:.3} | {p_medians:.3} | {:.3}, {:.3} \
         | {:.3}, {:.3} | {:.3}, {:.3} | {verdict} |\n",
        finding.probe.title(),
        one.larger,
        two.larger,
        one.p_ranks,
        two.p_ranks,
        next.larger,
        next.p_ranks,
    )
}
