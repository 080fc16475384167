//! An application that does what the path says.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use cognate_server::application::{Application, Arrival, Refused};
use cognate_server::senders::mailbox::Mailbox;
use http::request::Parts;
use http::{Request, Response};

#[derive(Default)]
pub struct Toy {
    pub answered: AtomicUsize,
    pub resets: AtomicUsize,
    pub unready: AtomicBool,
    pub mailbox: Mailbox,
}

impl Toy {
    pub fn new() -> Arc<Self> {
        Arc::new(Toy::default())
    }
}

impl Application for Toy {
    type Route = String;

    fn route(&self, head: &Parts) -> String {
        head.uri.path().to_owned()
    }

    fn body_bytes_max(&self, route: &String) -> usize {
        if route == "/import" { 1 << 20 } else { 1000 }
    }

    fn operation(&self, route: &String) -> &'static str {
        if route == "/import" { "Import" } else { "Toy" }
    }

    async fn answer(
        &self,
        route: String,
        request: Request<Bytes>,
        arrival: &Arrival,
    ) -> Response<Bytes> {
        self.answered.fetch_add(1, Ordering::SeqCst);
        let header = |name: &str| match request.headers().get(name) {
            Some(value) => value.to_str().unwrap().to_owned(),
            None => "-".to_owned(),
        };
        let text = match route.as_str() {
            "/slow" => {
                tokio::time::sleep(Duration::from_millis(400)).await;
                "slept".to_owned()
            }
            "/forever" => std::future::pending().await,
            "/panic" => panic!("as asked"),
            "/big" => "x".repeat(16 << 20),
            "/length" => request.body().len().to_string(),
            "/who" => format!(
                "{} {} {} {} {}",
                arrival.peer.ip(),
                arrival.tls,
                header("host"),
                header("x-forwarded-for"),
                header("x_real_ip")
            ),
            _ => String::from_utf8_lossy(request.body()).into_owned(),
        };
        let mut response = Response::new(Bytes::from(text));
        let id = arrival.request_id.parse().unwrap();
        response.headers_mut().insert("x-amzn-requestid", id);
        response
    }

    fn refuse(&self, route: &String, _: &Arrival, refused: Refused) -> Response<Bytes> {
        Response::new(Bytes::from(format!("refused {route}: {}", refused.message())))
    }

    async fn ready(&self) -> Result<(), String> {
        if self.unready.load(Ordering::SeqCst) { Err("no database".into()) } else { Ok(()) }
    }

    fn mailbox(&self) -> Option<&Mailbox> {
        Some(&self.mailbox)
    }

    async fn reset(&self) -> Result<(), String> {
        self.resets.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }
}
