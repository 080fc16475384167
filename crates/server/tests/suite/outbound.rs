//! Asking identity providers over real sockets.

use std::net::SocketAddr;

use bytes::Bytes;
use cognate_core::outbound::Outbound;
use cognate_server::egress::{Guard, Neighbours};
use http::Request;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Answers every request with the same bytes.
async fn neighbour(answer: &'static str) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    address
}

fn outbound(loopback: bool) -> Neighbours {
    Neighbours::new(Guard::Settings { further: Vec::new(), loopback }, None).unwrap()
}

fn request(url: &str) -> Request<Bytes> {
    Request::get(url).body(Bytes::new()).unwrap()
}

#[tokio::test]
async fn development_asks_loopback_and_gets_what_is_there() {
    let address = neighbour(
        "HTTP/1.1 302 Found\r\nLocation: http://localhost/\r\nContent-Length: 2\r\n\r\nhi",
    )
    .await;
    let url = format!("http://{address}/metadata?x=1");
    let answer = outbound(true).send(request(&url)).await.unwrap();
    // EG-3: a redirect is an answer like any other.
    assert_eq!((answer.status().as_u16(), answer.body().as_ref()), (302, b"hi".as_slice()));
}

#[tokio::test]
async fn eg_2_nobody_else_is_asked() {
    let address = neighbour("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
    for (loopback, url) in [
        (false, format!("http://{address}/")),
        (false, format!("https://localhost:{}/", address.port())),
        (true, "http://10.0.0.1/".to_owned()),
        (true, "https://10.0.0.1/".to_owned()),
        (true, "https://169.254.169.254/".to_owned()),
        (true, "https://93.184.216.34:8443/".to_owned()),
    ] {
        assert!(outbound(loopback).send(request(&url)).await.is_err(), "{url}");
    }
}

#[tokio::test]
async fn eg_3_answers_are_limited() {
    let address = neighbour("HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\nx").await;
    let url = format!("http://{address}/");
    assert!(outbound(true).send(request(&url)).await.is_err());
}
