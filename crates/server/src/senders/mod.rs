//! What carries messages to people: a mail server, an SMS hook, or the mailbox of development.

mod anonymous;
pub mod logs;
pub mod mailbox;
mod secret;
pub mod sms_hook;
pub mod smtp;

use std::sync::Arc;

use anyhow::Context;
use cognate_core::notify::{Sender, Senders};

use crate::config::Config;
use crate::egress::{Guard, Neighbours};

/// The senders that the configuration names. `base_url` gives the name to greet mail servers with.
pub fn configured(config: &Config, base_url: &str) -> anyhow::Result<Senders> {
    let email = match &config.email.server {
        None => None,
        Some(server) => {
            let smtp = smtp::Smtp::new(server, &config.email, base_url).context("email")?;
            Some(Arc::new(smtp) as Arc<dyn Sender>)
        }
    };
    let sms = match &config.sms.url {
        None => None,
        Some(url) => {
            let hook = sms_hook::SmsHook::new(url, &config.sms).context("sms")?;
            Some(Arc::new(hook) as Arc<dyn Sender>)
        }
    };
    Ok(Senders { email, sms })
}

/// Where pools' logs go: the operator's collector, or files below the data folder.
pub fn logs(config: &Config, data_dir: &std::path::Path) -> anyhow::Result<logs::Logs> {
    let target = match &config.logs.collector {
        Some(url) => logs::Target::Collector {
            url: url.clone(),
            outbound: Box::new(
                Neighbours::new(Guard::Operator, config.logs.root_certificate.as_deref())
                    .context("logs.root_certificate")?,
            ),
        },
        None => logs::Target::Folder(
            config.logs.folder.clone().unwrap_or_else(|| data_dir.join("logs")),
        ),
    };
    Ok(logs::Logs::start(target))
}
