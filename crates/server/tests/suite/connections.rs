//! Limits of connections, framing, time-outs, draining, HTTP/2.

#![expect(clippy::disallowed_methods, reason = "a test of patience looks at the clock")]

use std::time::Duration;

use bytes::Bytes;
use tokio::net::TcpStream;

use crate::client::{Client, get, post};
use crate::server::{Running, SERVICE};

#[tokio::test]
async fn ht_1_ambiguous_requests_end_the_connection() {
    let server = Running::start("", SERVICE).await;
    for request in [
        "GET / HTTP/1.1\nHost: a\n\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n",
    ] {
        let mut client = Client::connect(server.address).await;
        client.send(request).await;
        assert!(client.closed().await, "{request:?}");
    }
    // What is merely malformed is answered.
    let answer = Client::once(server.address, "GET / HTTP/9.1\r\nHost: a\r\n\r\n").await;
    assert_eq!(answer.status, 400);
}

#[tokio::test]
async fn ht_1_pipelined_requests_are_answered_in_order() {
    let server = Running::start("", SERVICE).await;
    let mut client = Client::connect(server.address).await;
    client.send(&[post("/", "", "one"), post("/", "", "two"), get("/length")].concat()).await;
    for expected in ["one", "two", "0"] {
        assert_eq!(client.answer().await.unwrap().body, expected);
    }
}

#[tokio::test]
async fn il_2_heads_have_limits() {
    let server = Running::start("[limits]\nheader_count_max = 20\n", SERVICE).await;
    let with = |lines: String| format!("GET / HTTP/1.1\r\nHost: a\r\n{lines}\r\n");
    let many: String = (0..30).map(|index| format!("X-{index}: y\r\n")).collect();
    assert_eq!(Client::once(server.address, &with(many)).await.status, 431);
    let large: String =
        (0..5).map(|index| format!("X-{index}: {}\r\n", "y".repeat(8000))).collect();
    assert_eq!(Client::once(server.address, &with(large)).await.status, 431);
    let target = format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "x".repeat(17_000));
    assert_eq!(Client::once(server.address, &target).await.status, 414);
    assert_eq!(Client::once(server.address, &get("/")).await.status, 200);
}

#[tokio::test]
async fn il_2_slow_heads_and_idle_connections_are_closed() {
    let text = "[limits]\nheader_read_seconds = 1\nidle_seconds = 1\n";
    let server = Running::start(text, SERVICE).await;
    let began = tokio::time::Instant::now();
    let waits = ["", "P", "GET / HTTP/1.1\r\nHost: a\r\n"].map(|start| async move {
        let mut client = Client::connect(server.address).await;
        client.send(start).await;
        assert!(client.closed().await, "{start:?}");
    });
    let idle = async {
        let mut client = Client::connect(server.address).await;
        client.send(&get("/")).await;
        assert_eq!(client.answer().await.unwrap().status, 200);
        assert!(client.closed().await);
    };
    // A request that takes longer than the idle time is not idle.
    let busy = async {
        let mut client = Client::connect(server.address).await;
        client.send(&get("/forever")).await;
        tokio::time::timeout(Duration::from_millis(1600), client.answer()).await
    };
    let (_, (), busy) = tokio::join!(futures_util::future::join_all(waits), idle, busy);
    assert!(busy.is_err(), "still being answered");
    assert!(began.elapsed() >= Duration::from_millis(900));
}

#[tokio::test]
async fn il_2_slow_bodies_are_refused_in_shape() {
    let server = Running::start("[limits]\nbody_read_seconds = 1\n", SERVICE).await;
    let mut client = Client::connect(server.address).await;
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab").await;
    let answer = client.answer().await.unwrap();
    assert_eq!(answer.status, 408);
    assert_eq!(answer.body, "refused /: Request body did not arrive in time");
    assert!(client.closed().await);
}

#[tokio::test]
async fn il_2_clients_that_do_not_read_are_disconnected() {
    let server = Running::start("[limits]\nwrite_seconds = 1\n", SERVICE).await;
    let mut client = Client::connect(server.address).await;
    client.send(&get("/big")).await;
    tokio::time::sleep(Duration::from_millis(1800)).await;
    assert!(client.answer().await.is_none(), "cut off in the middle");
}

#[tokio::test]
async fn expect_continue_is_answered() {
    let server = Running::start("", SERVICE).await;
    let mut client = Client::connect(server.address).await;
    client
        .send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        .await;
    assert_eq!(client.answer().await.unwrap().status, 100);
    client.send("ok").await;
    assert_eq!(client.answer().await.unwrap().body, "ok");
}

#[tokio::test]
async fn il_2_connections_over_the_cap_are_closed_at_once() {
    let server = Running::start("[limits]\nconnections_max = 2\n", SERVICE).await;
    let mut first = Client::connect(server.address).await;
    let mut second = Client::connect(server.address).await;
    for client in [&mut first, &mut second] {
        client.send(&get("/")).await;
        assert_eq!(client.answer().await.unwrap().status, 200);
    }
    let mut third = Client::connect(server.address).await;
    assert!(third.closed().await);
    drop(first);
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(Client::once(server.address, &get("/")).await.status, 200);
}

#[tokio::test]
async fn a_shutdown_finishes_requests_in_flight() {
    let mut server = Running::start("", SERVICE).await;
    let mut busy = Client::connect(server.address).await;
    let mut idle = Client::connect(server.address).await;
    idle.send(&get("/")).await;
    idle.answer().await.unwrap();
    busy.send(&get("/slow")).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    server.stop();
    assert!(idle.closed().await);
    let answer = busy.answer().await.unwrap();
    assert_eq!((answer.status, answer.body.as_str()), (200, "slept"));
    assert_eq!(answer.header("connection"), Some("close"));
    let address = server.address;
    server.stopped().await;
    assert!(TcpStream::connect(address).await.is_err(), "no longer listening");
}

#[tokio::test]
async fn a_shutdown_does_not_wait_for_ever() {
    let mut server = Running::start("[server]\ndrain_seconds = 1\n", SERVICE).await;
    let mut client = Client::connect(server.address).await;
    client.send(&get("/forever")).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    server.stop();
    tokio::time::timeout(Duration::from_secs(3), server.stopped()).await.unwrap();
    assert!(client.closed().await);
}

#[tokio::test]
async fn http_2_with_prior_knowledge() {
    let server = Running::start("", SERVICE).await;
    let stream = TcpStream::connect(server.address).await.unwrap();
    let (mut send, connection) = h2::client::handshake(stream).await.unwrap();
    tokio::spawn(connection);
    let mut post = async |path: &str, body: &'static str| {
        let request = http::Request::post(format!("http://a.example{path}")).body(()).unwrap();
        let (answer, mut stream) = send.send_request(request, false).unwrap();
        stream.send_data(Bytes::from_static(body.as_bytes()), true).unwrap();
        let answer = answer.await.unwrap();
        let status = answer.status().as_u16();
        let mut body = answer.into_body();
        let mut text = Vec::new();
        while let Some(data) = body.data().await {
            text.extend_from_slice(&data.unwrap());
        }
        (status, String::from_utf8(text).unwrap())
    };
    assert_eq!(post("/", "hello").await, (200, "hello".into()));
    // Signatures are computed over a host header.
    assert_eq!(post("/who", "").await, (200, "127.0.0.1 false a.example - -".into()));
    assert_eq!(post("/panic", "").await.0, 500);
    static LARGE: &str = match std::str::from_utf8(&[b'x'; 5000]) {
        Ok(text) => text,
        Err(_) => panic!(),
    };
    assert_eq!(post("/", LARGE).await.0, 413);
    assert_eq!(post("/length", "x").await, (200, "1".into()));
}
