//! A mail server that speaks enough SMTP, well or badly.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use cognate_server::listen::tls::provider;
use parking_lot::Mutex;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

pub const CERTIFICATE: &str = include_str!("../data/leaf.pem");
const KEY: &str = include_str!("../data/leaf.key.pem");

/// What the server does at the interesting place.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Manner {
    #[default]
    Good,
    /// 451 to the recipient.
    Later,
    /// 550 to the recipient.
    Never,
    /// 550 as a greeting.
    Closed,
    /// Anything but SMTP.
    Nonsense,
    /// A greeting without an end.
    Endless,
    /// The connection ends in the middle of the letter.
    Dropped,
    /// No greeting ever.
    Silent,
    /// Every line takes 300 ms.
    Slow,
    /// Each connection takes one letter, and ends after it.
    OneLetter,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    None,
    Starttls,
    FromTheStart,
}

#[derive(Clone, Debug)]
pub struct Letter {
    pub from: String,
    pub to: String,
    pub text: String,
    pub encrypted: bool,
    /// The decoded user and password.
    pub login: Option<String>,
}

pub struct MailServer {
    pub address: SocketAddr,
    inner: Arc<Inner>,
}

struct Inner {
    manner: Mutex<Manner>,
    encryption: Encryption,
    letters: Mutex<Vec<Letter>>,
    connections: AtomicUsize,
    /// Demanded by AUTH PLAIN.
    login: Option<&'static str>,
}

impl MailServer {
    pub async fn start(encryption: Encryption, login: Option<&'static str>) -> MailServer {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let inner = Arc::new(Inner {
            manner: Mutex::default(),
            encryption,
            letters: Mutex::default(),
            connections: AtomicUsize::new(0),
            login,
        });
        let served = inner.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                served.connections.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(served.clone().serve(stream));
            }
        });
        MailServer { address, inner }
    }

    pub fn behave(&self, manner: Manner) {
        *self.inner.manner.lock() = manner;
    }

    pub fn letters(&self) -> Vec<Letter> {
        std::mem::take(&mut self.inner.letters.lock())
    }

    pub fn connections(&self) -> usize {
        self.inner.connections.load(Ordering::SeqCst)
    }
}

fn acceptor() -> TlsAcceptor {
    let chain = vec![CertificateDer::from_pem_slice(CERTIFICATE.as_bytes()).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(KEY.as_bytes()).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

impl Inner {
    async fn serve(self: Arc<Self>, stream: TcpStream) {
        match self.encryption {
            Encryption::FromTheStart => {
                if let Ok(stream) = acceptor().accept(stream).await {
                    self.dialog(stream, true, true).await;
                }
            }
            Encryption::None => drop(self.dialog(stream, false, true).await),
            Encryption::Starttls => {
                if let Some(stream) = self.dialog(stream, false, true).await
                    && let Ok(stream) = acceptor().accept(stream).await
                {
                    self.dialog(stream, true, false).await;
                }
            }
        }
    }

    /// Returns the stream after STARTTLS.
    async fn dialog<S>(&self, stream: S, encrypted: bool, greet: bool) -> Option<S>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send,
    {
        let mut stream = BufReader::new(stream);
        let manner = || *self.manner.lock();
        if greet {
            let greeting = match manner() {
                Manner::Silent => std::future::pending().await,
                Manner::Nonsense => "HTTP/1.1 400 Bad Request\r\n\r\n".to_owned(),
                Manner::Closed => "550 not for you\r\n".to_owned(),
                Manner::Endless => "220-more\r\n".repeat(200_000),
                _ => "220 test\r\n".to_owned(),
            };
            stream.write_all(greeting.as_bytes()).await.ok()?;
        }
        let (mut from, mut to, mut login) = (String::new(), String::new(), None);
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await.ok()? == 0 {
                return None;
            }
            if manner() == Manner::Slow {
                tokio::time::sleep(Duration::from_millis(300)).await;
            }
            let line = line.trim_end();
            let answer = match line.split([' ', ':']).next().unwrap_or_default() {
                "EHLO" => {
                    let mut features = "250-test\r\n250-8BITMIME\r\n".to_owned();
                    if self.encryption == Encryption::Starttls && !encrypted {
                        features += "250-STARTTLS\r\n";
                    }
                    if self.login.is_some() {
                        features += "250-AUTH PLAIN LOGIN\r\n";
                    }
                    features + "250 SIZE 1000000\r\n"
                }
                "STARTTLS" => {
                    stream.write_all(b"220 go\r\n").await.ok()?;
                    return Some(stream.into_inner());
                }
                "AUTH" => {
                    let given = line.strip_prefix("AUTH PLAIN ").unwrap_or_default();
                    let given = decoded(given);
                    if self.login == Some(given.as_str()) {
                        login = Some(given);
                        "235 welcome\r\n".to_owned()
                    } else {
                        "535 5.7.8 wrong\r\n".to_owned()
                    }
                }
                "MAIL" if self.login.is_some() && login.is_none() => {
                    "530 5.7.0 sign in\r\n".to_owned()
                }
                "MAIL" => {
                    from = line.to_owned();
                    "250 ok\r\n".to_owned()
                }
                "RCPT" => {
                    to = line.to_owned();
                    match manner() {
                        Manner::Later => "451 4.7.1 <alice@example.org>: greylisted\r\n".to_owned(),
                        Manner::Never => "550 5.1.1 <alice@example.org>: unknown\r\n".to_owned(),
                        _ => "250 ok\r\n".to_owned(),
                    }
                }
                "DATA" => {
                    stream.write_all(b"354 go on\r\n").await.ok()?;
                    if manner() == Manner::Dropped {
                        return None;
                    }
                    let text = letter(&mut stream).await?;
                    let (from, to, login) = (from.clone(), to.clone(), login.clone());
                    self.letters.lock().push(Letter { from, to, text, encrypted, login });
                    "250 2.0.0 queued\r\n".to_owned()
                }
                "QUIT" => {
                    let _ = stream.write_all(b"221 bye\r\n").await;
                    return None;
                }
                "NOOP" => "250 ok\r\n".to_owned(),
                _ => "500 what\r\n".to_owned(),
            };
            stream.write_all(answer.as_bytes()).await.ok()?;
            if manner() == Manner::OneLetter && answer.ends_with("queued\r\n") {
                return None;
            }
        }
    }
}

async fn letter<S: AsyncBufReadExt + Unpin>(stream: &mut S) -> Option<String> {
    let mut text = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        if line == ".\r\n" {
            return Some(text);
        }
        text += line.strip_prefix('.').unwrap_or(&line);
    }
}

/// `\0user\0password` in base64, as `user/password`.
fn decoded(base64: &str) -> String {
    use base64::Engine;
    let bytes = base64::engine::general_purpose::STANDARD.decode(base64).unwrap_or_default();
    String::from_utf8_lossy(&bytes).trim_matches('\0').replace('\0', "/")
}
