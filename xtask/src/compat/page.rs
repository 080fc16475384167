//! The page itself.

use super::absent::Line;
use super::{Row, Section};

const HEAD: &str = "# Compatibility

Generated from the operations' own documentation by `cargo xtask compat`; do not edit.

*complete*: every member is honoured or refused as AWS does. *differs*: built, with the differences
named. *missing*: the operation is known and answers `NotImplementedException`, HTTP 501.

## Settings that are stored and not yet effective

They are validated, stored and read back. Where one would decide about a sign-in, the sign-in fails
closed instead of ignoring it.

| setting | until it is built |
|---|---|
| `LambdaConfig` | the flow that would call the function fails: `UnexpectedLambdaException` |
| `UserPoolAddOns` (threat protection) | no risk is scored |
| `EmailConfiguration` and `SmsConfiguration`, beyond `From` and `ReplyToEmailAddress` | messages leave through the operator's mail server and SMS hook |
| OAuth settings of clients, domains, branding | there are no hosted pages yet |
| identity providers, links to them | nobody signs in through a provider: there are no hosted pages yet |
| `KeyConfiguration`, `IssuerConfiguration` | keys are Cognate's own, the issuer is the configured base URL |
| `UserPoolTier` | LITE pools lack what AWS's lack; ESSENTIALS has everything that AWS sells with PLUS |
";

/// Only IAM is served in part.
const OUTSIDE: &str = "
Out of scope, and answered `InvalidAction`: certificates of servers and of signers, SSH keys and
credentials of single services authenticate to services that do not exist here; an installation is one
account, so that there is no organization and nobody to delegate to; role templates and properties of
accounts belong to other products.

";

const ABSENT: &str = "
## Declared errors that are not answered

The model of `cognito-idp` declares these errors, and nothing leads to them here. Every other error that
an operation declares is provoked by a test.

| why | error: operations |
|---|---|
";

pub fn page(sections: &[Section], absent: &[Line]) -> String {
    let mut page = HEAD.to_owned();
    for section in sections {
        let built = section.rows.iter().filter(|row| row.differences.is_some()).count();
        page.push_str(&format!(
            "\n## {}\n\n{built} of {} operations are built.\n\n| operation | status | notes |\n|---|---|---|\n",
            section.title,
            section.rows.len()
        ));
        for row in &section.rows {
            page.push_str(&line(row));
        }
        if !section.outside.is_empty() {
            page.push_str(OUTSIDE);
            page.push_str(&format!("{}.\n", section.outside.join(", ")));
        }
    }
    page.push_str(ABSENT);
    for (reason, what) in absent {
        page.push_str(&format!("| {reason} | {what} |\n"));
    }
    page
}

fn line(row: &Row) -> String {
    let (status, notes) = match row.differences.as_deref() {
        None => ("missing", String::new()),
        // "none", "none known", perhaps with a remark.
        Some(text) => match text.split_once('.').unwrap_or((text, "")) {
            (first, remark) if first.to_ascii_lowercase().starts_with("none") => {
                ("complete", remark.trim().to_owned())
            }
            _ => ("differs", text.to_owned()),
        },
    };
    format!("| {} | {status} | {} |\n", row.name, notes.replace('|', "\\|"))
}
