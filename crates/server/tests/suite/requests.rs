//! What is answered to whom, and in which shape it is refused.

use std::sync::atomic::Ordering;

use crate::client::{Client, get, post};
use crate::server::{DEV, Running, SERVICE};

#[tokio::test]
async fn answers_carry_the_servers_headers() {
    let server = Running::start("", SERVICE).await;
    let mut client = Client::connect(server.address).await;
    client.send(&post("/", "", "hello")).await;
    let first = client.answer().await.unwrap();
    assert_eq!((first.status, first.body.as_str()), (200, "hello"));
    assert_eq!(first.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(first.header("strict-transport-security"), None);
    assert!(first.header("date").is_some());
    assert!(first.header("server").is_none());
    // The connection is kept, and ids are fresh.
    client.send(&get("/")).await;
    let second = client.answer().await.unwrap();
    assert_ne!(first.header("x-amzn-requestid"), second.header("x-amzn-requestid"));
    assert_eq!(server.base_url, format!("http://{}", server.address));
}

#[tokio::test]
async fn il_2_bodies_over_the_limit_of_their_operation_are_refused() {
    let server = Running::start("", SERVICE).await;
    let fits = Client::once(server.address, &post("/length", "", &"x".repeat(1000))).await;
    assert_eq!(fits.body, "1000");
    let import = Client::once(server.address, &post("/import", "", &"x".repeat(500_000))).await;
    assert_eq!((import.status, import.body.len()), (200, 500_000));
    let announced = Client::once(server.address, &post("/", "", &"x".repeat(200_000))).await;
    assert_eq!(announced.status, 413);
    assert_eq!(announced.body, "refused /: Request body is larger than 1000 bytes");
    assert_eq!(announced.header("connection"), Some("close"));
    let mut chunked =
        "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n".to_owned();
    for _ in 0..3 {
        chunked += &format!("190\r\n{}\r\n", "x".repeat(400));
    }
    chunked += "0\r\n\r\n";
    assert_eq!(Client::once(server.address, &chunked).await.status, 413);
    // Only the two that fit have reached the application.
    assert_eq!(server.toy.answered.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn chunked_bodies_arrive_whole() {
    let server = Running::start("", SERVICE).await;
    let head = "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
    let mut client = Client::connect(server.address).await;
    for piece in [head, "3\r\nab", "c\r\n", "2\r\nde\r\n0\r\n", "\r\n"] {
        client.send(piece).await;
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    assert_eq!(client.answer().await.unwrap().body, "abcde");
    client.send(&get("/")).await;
    assert_eq!(client.answer().await.unwrap().status, 200);
}

#[tokio::test]
async fn a_panic_is_one_requests_problem() {
    let server = Running::start("", SERVICE).await;
    let answer = Client::once(server.address, &post("/panic", "", "x")).await;
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (500, "refused /panic: Internal server error")
    );
    assert_eq!(Client::once(server.address, &get("/")).await.status, 200);
}

#[tokio::test]
async fn ho_1_other_hosts_are_misdirected() {
    let text = "[server]\nbase_url = \"https://login.example.com\"\nhosts = [\"other.example\"]\n";
    let server = Running::start(text, SERVICE).await;
    assert_eq!(server.base_url, "https://login.example.com");
    let status = async |head: &str| {
        Client::once(server.address, &format!("GET {head}\r\n\r\n")).await.status
    };
    assert_eq!(status("/ HTTP/1.1\r\nHost: login.example.com").await, 200);
    assert_eq!(status("/ HTTP/1.1\r\nHost: LOGIN.example.com:443").await, 200);
    assert_eq!(status("/ HTTP/1.1\r\nHost: a.login.example.com").await, 200);
    assert_eq!(status("/ HTTP/1.1\r\nHost: other.example").await, 200);
    assert_eq!(status("/ HTTP/1.1\r\nHost: evil.example").await, 421);
    assert_eq!(status("/ HTTP/1.1\r\nHost: localhost").await, 421);
    assert_eq!(status("/ HTTP/1.1").await, 400);
    assert_eq!(status("/ HTTP/1.1\r\nHost: other.example\r\nHost: other.example").await, 400);
    assert_eq!(status("http://evil.example/ HTTP/1.1\r\nHost: other.example").await, 400);
    // Probes come by address.
    assert_eq!(status("/_cognate/health HTTP/1.1\r\nHost: 10.0.0.1").await, 200);
}

#[tokio::test]
async fn bs_2_dev_refuses_foreign_names_and_pages() {
    let text = "[server]\ndev_origins = [\"http://app.test\"]\n";
    let server = Running::start(text, DEV).await;
    let status = async |headers: &str| {
        Client::once(server.address, &format!("GET / HTTP/1.1\r\n{headers}\r\n")).await.status
    };
    assert_eq!(status("Host: localhost\r\n").await, 200);
    assert_eq!(status("Host: 127.0.0.1:9229\r\n").await, 200);
    assert_eq!(status("Host: rebound.example\r\n").await, 421);
    assert_eq!(status("Host: localhost\r\nOrigin: http://localhost:3000\r\n").await, 200);
    assert_eq!(status("Host: localhost\r\nOrigin: http://app.test\r\n").await, 200);
    assert_eq!(status("Host: localhost\r\nOrigin: https://evil.example\r\n").await, 403);
}

#[tokio::test]
async fn health_and_readiness() {
    let server = Running::start("", SERVICE).await;
    let health = Client::once(server.address, &get("/_cognate/health")).await;
    assert_eq!((health.status, health.body.as_str()), (200, r#"{"status":"ok"}"#));
    assert_eq!(health.header("content-type"), Some("application/json"));
    assert_eq!(health.header("cache-control"), Some("no-store"));
    assert_eq!(Client::once(server.address, &get("/_cognate/ready")).await.status, 200);
    server.toy.unready.store(true, Ordering::SeqCst);
    let ready = Client::once(server.address, &get("/_cognate/ready")).await;
    assert_eq!(ready.status, 503);
    assert_eq!(ready.body, r#"{"reason":"no database","status":"not ready"}"#);
    assert_eq!(Client::once(server.address, &get("/_cognate/health")).await.status, 200);
    assert_eq!(Client::once(server.address, &get("/_cognate/what")).await.status, 404);
    assert_eq!(server.toy.answered.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn reset_needs_dev_and_the_header() {
    let dev = Running::start("", DEV).await;
    let sure = "X-Cognate-Reset: yes\r\n";
    let reset = async |server: &Running, headers: &str| {
        Client::once(server.address, &post("/_cognate/reset", headers, "")).await.status
    };
    assert_eq!(reset(&dev, "").await, 403);
    assert_eq!(reset(&dev, "X-Cognate-Reset: no\r\n").await, 403);
    assert_eq!(reset(&dev, &format!("{sure}Origin: https://evil.example\r\n")).await, 403);
    assert_eq!(Client::once(dev.address, &get("/_cognate/reset")).await.status, 404);
    assert_eq!(dev.toy.resets.load(Ordering::SeqCst), 0);
    assert_eq!(reset(&dev, sure).await, 200);
    assert_eq!(dev.toy.resets.load(Ordering::SeqCst), 1);
    let service = Running::start("", SERVICE).await;
    assert_eq!(reset(&service, sure).await, 404);
    assert_eq!(service.toy.resets.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn rl_6_the_client_is_who_a_trusted_proxy_says() {
    let claims = "GET /who HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.9\r\nX_Real_IP: 1.1.1.1\r\n\r\n";
    let plain = Running::start("", SERVICE).await;
    assert_eq!(Client::once(plain.address, claims).await.body, "127.0.0.1 false a - -");
    let text = "[server]\ntrusted_proxies = [\"127.0.0.1\"]\n";
    let behind = Running::start(text, SERVICE).await;
    assert_eq!(Client::once(behind.address, claims).await.body, "203.0.113.9 false a - -");
}

#[tokio::test]
async fn metrics_are_on_their_own_address() {
    let server = Running::start("[server]\nmetrics_listen = \"127.0.0.1:0\"\n", SERVICE).await;
    Client::once(server.address, &post("/import", "", "x")).await;
    let url = server.metrics.clone().unwrap();
    let address = url.strip_prefix("http://").unwrap().parse().unwrap();
    let page = Client::once(address, &get("/metrics")).await;
    assert_eq!(page.status, 200);
    assert!(
        page.body.contains(r#"cognate_http_requests_total{operation="Import",status="200"} 1"#),
        "{}",
        page.body
    );
    assert!(
        page.body.contains("cognate_http_request_duration_seconds_bucket{operation=\"Import\"")
    );
    assert!(page.body.contains("cognate_connections "));
    assert!(page.body.contains("process_resident_memory_bytes"));
    assert_eq!(Client::once(address, &get("/")).await.status, 404);
    // On the API's address it is a path like any other.
    assert_eq!(Client::once(server.address, &get("/metrics")).await.body, "");
}
