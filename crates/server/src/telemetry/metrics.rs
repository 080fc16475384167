//! Prometheus metrics: the recorder behind the `metrics` facade, and what the server itself records.
//! Label values come from bounded sets (LG-3).

use std::sync::OnceLock;
use std::time::Duration;

use http::StatusCode;
use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use super::process;

/// Upper bounds of the duration histogram, in seconds.
const DURATIONS: [f64; 12] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// How often samples are folded into the histograms; until then each takes memory.
const UPKEEP: Duration = Duration::from_secs(5);

/// The installed recorder.
#[derive(Clone)]
pub struct Metrics(PrometheusHandle);

impl Metrics {
    /// Installs the recorder for the process; later calls return the same.
    pub fn install() -> Self {
        static INSTALLED: OnceLock<Metrics> = OnceLock::new();
        let install = || {
            let recorder = PrometheusBuilder::new()
                .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &DURATIONS)
                .expect("the bounds are not empty")
                .build_recorder();
            let handle = recorder.handle();
            if metrics::set_global_recorder(recorder).is_err() {
                tracing::warn!("another metrics recorder is installed");
            }
            Metrics(handle)
        };
        INSTALLED.get_or_init(install).clone()
    }

    /// The text that Prometheus reads.
    pub fn render(&self) -> String {
        if let Some(usage) = process::usage() {
            gauge!("process_resident_memory_bytes").set(usage.resident_bytes as f64);
            counter!("process_cpu_milliseconds_total").absolute(usage.cpu_ms);
            if let Some(descriptors) = usage.descriptors {
                gauge!("process_open_fds").set(descriptors as f64);
            }
        }
        self.0.render()
    }

    /// Folds samples; runs until dropped.
    pub async fn upkeep(self) {
        loop {
            tokio::time::sleep(UPKEEP).await;
            self.0.run_upkeep();
        }
    }
}

/// A request was answered, or refused before it reached the application.
pub fn request(operation: &'static str, status: StatusCode, took: Duration) {
    counter!("cognate_http_requests_total", "operation" => operation, "status" => label(status))
        .increment(1);
    histogram!("cognate_http_request_duration_seconds", "operation" => operation).record(took);
}

/// The statuses that occur, by name; anything else by its class.
fn label(status: StatusCode) -> &'static str {
    match status.as_u16() {
        200 => "200",
        302 => "302",
        400 => "400",
        401 => "401",
        403 => "403",
        404 => "404",
        408 => "408",
        413 => "413",
        421 => "421",
        429 => "429",
        500 => "500",
        501 => "501",
        503 => "503",
        _ if status.is_success() => "2xx",
        _ if status.is_redirection() => "3xx",
        _ if status.is_client_error() => "4xx",
        _ => "5xx",
    }
}
