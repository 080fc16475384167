//! E-mails by a mail server (RFC 5321), over kept connections.

use std::io::{self, ErrorKind};
use std::net::IpAddr;
use std::time::{Duration, Instant};

use anyhow::Context;
use lettre::address::Envelope;
use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, AsyncTokioStream, Certificate, CertificateStore, TlsParameters,
};
use lettre::transport::smtp::extension::ClientId;
use parking_lot::Mutex;
use rustls_pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use cognate_core::notify::{Message, SendError, Sender, Sent};

use crate::config::mail_server::MailServer;
use crate::config::{Email, MailTls};
use crate::egress;
use crate::router::host::host_of_url;
use crate::senders::anonymous::anonymous;
use crate::senders::secret;
use measured::{Allowance, Measured};

mod letter;
mod measured;

/// Kept connections at most, how long one may rest, and how many e-mails it takes: servers have
/// limits of their own, and end connections that reach them.
const IDLE_MAX: usize = 16;
const RESTS_AT_MOST: Duration = Duration::from_secs(30);
const LETTERS_PER_CONNECTION: u32 = 100;
/// After such a rest the server is asked whether it is still there.
const ASKED_AFTER: Duration = Duration::from_secs(1);
/// Answers that no later try of this e-mail can change. Others, also those to authentication, may
/// be mended by the operator before the e-mail expires.
const REFUSED_FOR_GOOD: std::ops::RangeInclusive<u16> = 550..=556;

/// A mail server that takes everything.
pub struct Smtp {
    server: MailServer,
    tls: Tls,
    credentials: Option<Credentials>,
    hello: ClientId,
    letters: letter::Letters,
    takes_at_most: Duration,
    idle: Mutex<Vec<Connection>>,
}

enum Tls {
    None,
    Starttls(TlsParameters),
    FromTheStart(TlsConnector),
}

struct Connection {
    smtp: AsyncSmtpConnection,
    allowance: Allowance,
    rests_since: Instant,
    letters: u32,
}

impl Smtp {
    /// Reads the password and the certificates; nothing is sent yet.
    pub fn new(server: &MailServer, config: &Email, base_url: &str) -> anyhow::Result<Smtp> {
        let credentials = match (&config.user, &config.password_file) {
            (Some(user), Some(file)) => {
                Some(Credentials::new(user.clone(), secret::read(file)?.to_string()))
            }
            _ => None,
        };
        Ok(Smtp {
            server: server.clone(),
            tls: match config.tls {
                MailTls::None => Tls::None,
                MailTls::Starttls => Tls::Starttls(parameters(&server.host, config)?),
                MailTls::Tls => {
                    Tls::FromTheStart(egress::connector(config.root_certificate.as_deref())?)
                }
            },
            credentials,
            hello: hello(config.hello.as_deref(), base_url),
            letters: letter::Letters {
                from: config.from.parse::<Mailbox>().context("from")?,
                from_domains: config.from_domains.clone(),
            },
            takes_at_most: Duration::from_secs(config.timeout_seconds),
            idle: Mutex::new(Vec::new()),
        })
    }

    async fn deliver(&self, message: &Message) -> Result<(), SendError> {
        let letter = self.letters.write(message)?;
        let bytes = letter.formatted();
        // What is cut off here drops its connection: nobody reads the rest of its answers.
        let exchange = self.exchange(letter.envelope(), &bytes);
        tokio::time::timeout(self.takes_at_most, exchange).await.unwrap_or_else(|_| {
            Err(SendError::temporary("the mail server did not take it in time"))
        })
    }

    async fn exchange(&self, envelope: &Envelope, letter: &[u8]) -> Result<(), SendError> {
        let mut connection = self.connection().await?;
        connection.allowance.renew();
        let answer = connection.smtp.send(envelope, letter).await.map_err(|why| judged(&why))?;
        if !answer.has_code(250) {
            return Err(SendError::temporary("the mail server answers out of turn"));
        }
        connection.letters += 1;
        connection.rests_since = Instant::now();
        let mut idle = self.idle.lock();
        if connection.letters < LETTERS_PER_CONNECTION && idle.len() < IDLE_MAX {
            idle.push(connection);
        }
        Ok(())
    }

    /// A kept connection that still works, or a new one.
    async fn connection(&self) -> Result<Connection, SendError> {
        loop {
            let kept = self.idle.lock().pop();
            let Some(mut kept) = kept else { break };
            let rested = kept.rests_since.elapsed();
            if rested > RESTS_AT_MOST {
                continue;
            }
            if rested < ASKED_AFTER || kept.smtp.test_connected().await {
                return Ok(kept);
            }
        }
        let allowance = Allowance::new();
        let stream = self.stream(&allowance).await.map_err(|error| {
            SendError::temporary(match error.kind() {
                ErrorKind::ConnectionRefused => {
                    "nothing answers at the mail server's address".to_owned()
                }
                _ => {
                    format!("the mail server cannot be reached: {}", anonymous(&error.to_string()))
                }
            })
        })?;
        let smtp = self.greet(stream).await.map_err(|why| {
            // Before the e-mail was offered, no answer can be about it.
            SendError::temporary(judged(&why).text)
        })?;
        Ok(Connection { smtp, allowance, rests_since: Instant::now(), letters: 0 })
    }

    async fn stream(&self, allowance: &Allowance) -> io::Result<Box<dyn AsyncTokioStream>> {
        let host = self.server.host.as_str();
        let stream = TcpStream::connect((host, self.server.port)).await?;
        stream.set_nodelay(true)?;
        let peer = stream.peer_addr()?;
        let Tls::FromTheStart(connector) = &self.tls else {
            return Ok(Box::new(Measured::new(stream, peer, allowance.clone())));
        };
        let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
        let stream = connector.connect(name, stream).await?;
        Ok(Box::new(Measured::new(stream, peer, allowance.clone())))
    }

    async fn greet(
        &self,
        stream: Box<dyn AsyncTokioStream>,
    ) -> Result<AsyncSmtpConnection, lettre::transport::smtp::Error> {
        let mut smtp = AsyncSmtpConnection::connect_with_transport(stream, &self.hello).await?;
        if let Tls::Starttls(parameters) = &self.tls {
            smtp.starttls(parameters.clone(), &self.hello).await?;
        }
        if let Some(credentials) = &self.credentials {
            smtp.auth(&[Mechanism::Plain, Mechanism::Login], credentials).await?;
        }
        Ok(smtp)
    }
}

impl Sender for Smtp {
    fn send<'a>(&'a self, message: &'a Message) -> Sent<'a> {
        Box::pin(self.deliver(message))
    }
}

fn judged(error: &lettre::transport::smtp::Error) -> SendError {
    use std::error::Error;
    let code = error.status().map(u16::from);
    let retry = !code.is_some_and(|code| REFUSED_FOR_GOOD.contains(&code));
    let said = error.source().map(ToString::to_string).unwrap_or_default();
    let text = match code {
        Some(code) => format!("the mail server answered {code} {}", anonymous(&said)),
        None => anonymous(&error.to_string()),
    };
    SendError { retry, text: text.trim_end().to_owned() }
}

fn parameters(host: &str, config: &Email) -> anyhow::Result<TlsParameters> {
    let mut builder = TlsParameters::builder(host.to_owned());
    if let Some(file) = &config.root_certificate {
        let named = || format!("{}", file.display());
        let pem = std::fs::read(file).with_context(named)?;
        let roots = Certificate::from_pem(&pem).with_context(named)?;
        builder = builder.certificate_store(CertificateStore::None).add_root_certificate(roots);
    }
    builder.build().context("TLS")
}

/// The configured name, or this installation's; an address is written as RFC 5321 wants it.
fn hello(configured: Option<&str>, base_url: &str) -> ClientId {
    let name = configured.map(str::to_owned).or_else(|| host_of_url(base_url));
    let name = name.unwrap_or_else(|| "localhost".to_owned());
    match name.trim_matches(['[', ']']).parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => ClientId::Ipv4(address),
        Ok(IpAddr::V6(address)) => ClientId::Ipv6(address),
        Err(_) => ClientId::Domain(name),
    }
}
