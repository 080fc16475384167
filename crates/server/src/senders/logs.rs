//! Delivery of pools' logs: lines of JSON in files, one for each destination, and, where the operator
//! names a collector, posted there instead.

use std::path::{Path, PathBuf};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Request};
use serde_json::Value;
use tokio::io::AsyncWriteExt;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use cognate_core::logs::LogSink;
use cognate_core::outbound::Outbound;

/// Records that wait; more are dropped, and counted.
const WAITING_MAX: usize = 10_000;
/// Records that leave together.
const TOGETHER_MAX: usize = 200;
const DROPPED: &str = "cognate_log_records_dropped_total";

struct Record {
    destination: String,
    line: String,
}

/// Where records go.
pub enum Target {
    /// Lines of JSON in `<name of the destination>.jsonl` in this folder.
    Folder(PathBuf),
    /// Posted as `application/x-ndjson`, the destination's ARN in `X-Cognate-Destination`.
    Collector { url: String, outbound: Box<dyn Outbound> },
}

/// The queue in front of a target.
pub struct Logs(Sender<Record>);

impl Logs {
    /// Starts the delivery, which ends with this value.
    pub fn start(target: Target) -> Logs {
        let (sender, receiver) = channel(WAITING_MAX);
        tokio::spawn(deliver(target, receiver));
        Logs(sender)
    }
}

impl LogSink for Logs {
    fn deliver(&self, destination: &str, record: Value) {
        let record = Record { destination: destination.to_owned(), line: record.to_string() };
        if self.0.try_send(record).is_err() {
            metrics::counter!(DROPPED).increment(1);
        }
    }
}

async fn deliver(target: Target, mut waiting: Receiver<Record>) {
    let mut records = Vec::with_capacity(TOGETHER_MAX);
    while waiting.recv_many(&mut records, TOGETHER_MAX).await > 0 {
        records.sort_by(|a, b| a.destination.cmp(&b.destination));
        for group in records.chunk_by(|a, b| a.destination == b.destination) {
            let lines: String = group.iter().map(|record| format!("{}\n", record.line)).collect();
            let destination = &group[0].destination;
            let done = match &target {
                Target::Folder(folder) => append(folder, destination, &lines).await,
                Target::Collector { url, outbound } => {
                    post(outbound.as_ref(), url, destination, lines).await
                }
            };
            if let Err(error) = done {
                metrics::counter!(DROPPED).increment(group.len() as u64);
                tracing::warn!(%error, destination, "log records were dropped");
            }
        }
        records.clear();
    }
}

async fn append(folder: &Path, destination: &str, lines: &str) -> anyhow::Result<()> {
    tokio::fs::create_dir_all(folder).await?;
    let path = folder.join(format!("{}.jsonl", file_name(destination)));
    let mut file = tokio::fs::OpenOptions::new().create(true).append(true).open(path).await?;
    file.write_all(lines.as_bytes()).await?;
    Ok(file.flush().await?)
}

async fn post(
    outbound: &dyn Outbound,
    url: &str,
    destination: &str,
    lines: String,
) -> anyhow::Result<()> {
    let request = Request::post(url)
        .header(CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson"))
        .header("x-cognate-destination", HeaderValue::from_str(destination)?)
        .body(Bytes::from(lines))?;
    let answer = outbound.send(request).await?;
    anyhow::ensure!(answer.status().is_success(), "the collector answered {}", answer.status());
    Ok(())
}

/// What an ARN names, with nothing that a file system could read as more than a name.
fn file_name(arn: &str) -> String {
    let resource = arn.splitn(6, ':').nth(5).unwrap_or(arn);
    let resource = resource.strip_prefix("log-group:").unwrap_or(resource);
    let plain = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '_' };
    let name: String = resource.trim_end_matches(":*").chars().map(plain).take(200).collect();
    match name.trim_matches('.') {
        "" => "log".to_owned(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn il_6_destinations_become_plain_file_names() {
        for (arn, name) in [
            ("arn:aws:logs:eu-central-1:123456789012:log-group:/aws/cognito:*", "_aws_cognito"),
            ("arn:aws:s3:::audit-logs", "audit-logs"),
            ("arn:aws:firehose:eu-central-1:123456789012:deliverystream/x", "deliverystream_x"),
            ("../../etc/passwd", "_.._etc_passwd"),
            ("arn:aws:s3:::..", "log"),
        ] {
            assert_eq!(file_name(arn), name);
        }
    }
}
