//! TLS: what is offered, what is refused, and a certificate that changes.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use cognate_server::listen::tls::{Certificate, provider};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::{DigitallySignedStruct, SignatureScheme, SupportedProtocolVersion};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio_rustls::client::TlsStream;

use crate::client::{Client, get};
use crate::folder::Folder;
use crate::server::{Running, SERVICE};

const ONE: (&str, &str) = (include_str!("../data/one.pem"), include_str!("../data/one.key.pem"));
const TWO: (&str, &str) = (include_str!("../data/two.pem"), include_str!("../data/two.key.pem"));

/// Accepts any certificate; the tests compare it themselves.
#[derive(Debug)]
struct Anything;

impl ServerCertVerifier for Anything {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = provider().signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signed, &algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = provider().signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signed, &algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        provider().signature_verification_algorithms.supported_schemes()
    }
}

async fn connect(
    address: SocketAddr,
    version: &'static SupportedProtocolVersion,
    protocol: &[u8],
) -> TlsStream<TcpStream> {
    let mut config = rustls::ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&[version])
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Anything))
        .with_no_client_auth();
    config.alpn_protocols = vec![protocol.to_vec()];
    let stream = TcpStream::connect(address).await.unwrap();
    let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
    connector.connect("localhost".try_into().unwrap(), stream).await.unwrap()
}

fn leaf(stream: &TlsStream<TcpStream>) -> CertificateDer<'static> {
    stream.get_ref().1.peer_certificates().unwrap()[0].clone().into_owned()
}

fn der(pem: &str) -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()
}

fn configuration(folder: &Folder) -> String {
    let chain = folder.file("chain.pem", ONE.0);
    let key = folder.file("key.pem", ONE.1);
    format!(
        "[server]\ntls_certificate = {chain:?}\ntls_key = {key:?}\n[limits]\nheader_read_seconds = 1\n"
    )
}

#[tokio::test]
async fn tls_1_both_versions_and_both_protocols() {
    let folder = Folder::new();
    let server = Running::start(&configuration(&folder), SERVICE).await;
    assert_eq!(server.base_url, format!("https://{}", server.address));
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        let mut client = Client::over(connect(server.address, version, b"http/1.1").await);
        client.send(&get("/who")).await;
        let answer = client.answer().await.unwrap();
        assert_eq!(answer.body, "127.0.0.1 true localhost - -");
        assert_eq!(answer.header("strict-transport-security"), Some("max-age=31536000"));
    }
    let stream = connect(server.address, &rustls::version::TLS13, b"h2").await;
    let (mut send, connection) = h2::client::handshake(stream).await.unwrap();
    tokio::spawn(connection);
    let request = http::Request::get("https://localhost/").body(()).unwrap();
    let answer = send.send_request(request, true).unwrap().0.await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["strict-transport-security"], "max-age=31536000");
}

#[tokio::test]
async fn plain_http_and_silence_on_a_tls_port_end() {
    let folder = Folder::new();
    let server = Running::start(&configuration(&folder), SERVICE).await;
    let mut plain = Client::connect(server.address).await;
    plain.send(&get("/")).await;
    // rustls answers with an alert, which is no HTTP.
    assert!(tokio::time::timeout(Duration::from_secs(3), plain.answer()).await.unwrap().is_none());
    let mut silent = Client::connect(server.address).await;
    assert!(silent.closed().await);
}

#[tokio::test]
async fn a_changed_certificate_is_served_without_a_restart() {
    let folder = Folder::new();
    let chain = folder.file("chain.pem", ONE.0);
    let key = folder.file("key.pem", ONE.1);
    let certificate = Certificate::load(&chain, &key).unwrap();
    let told = Arc::new(Notify::new());
    tokio::spawn(certificate.clone().watch(Duration::from_millis(20), told.clone()));
    let server = {
        use cognate_server::listen::{Limits, Listener};
        let config = crate::server::configured("", SERVICE);
        let address = "127.0.0.1:0".parse().unwrap();
        Listener::bind(address, Some(&certificate), Limits::of(&config)).await.unwrap()
    };
    let address = server.address().unwrap();
    let (_keep, shutdown) = tokio::sync::watch::channel(false);
    let page = cognate_server::telemetry::metrics::Metrics::install();
    let page = cognate_server::telemetry::page::MetricsPage(page);
    tokio::spawn(server.run(Arc::new(page), shutdown));

    let served = async || leaf(&connect(address, &rustls::version::TLS13, b"http/1.1").await);
    assert_eq!(served().await, der(ONE.0));
    // Half of a change is not a certificate: the old one stays.
    folder.file("chain.pem", TWO.0);
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(served().await, der(ONE.0));
    folder.file("key.pem", TWO.1);
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(served().await, der(TWO.0));
}

#[test]
fn unusable_files_are_named_but_not_shown() {
    let folder = Folder::new();
    let chain = folder.file("chain.pem", ONE.0);
    let key = folder.file("key.pem", ONE.1);
    let other = folder.file("other.pem", TWO.1);
    let fails = |chain: &Path, key: &Path| {
        let error = format!("{:#}", Certificate::load(chain, key).unwrap_err());
        assert!(!error.contains("BEGIN") && !error.contains("MIG"), "{error}");
        error
    };
    assert!(Certificate::load(&chain, &key).is_ok());
    assert!(fails(&key, &key).contains("holds no certificate"));
    assert!(fails(&chain, &chain).contains("private key"));
    assert!(fails(&chain, &other).contains("other.pem"));
    assert!(fails(Path::new("/nowhere"), &key).contains("/nowhere"));
}
