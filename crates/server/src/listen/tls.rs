//! TLS from files (TLS-1): 1.2 with ECDHE and AEAD, and 1.3; the certificate is replaced while running.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use anyhow::{Context, bail};
use arc_swap::ArcSwap;
use rustls::ServerConfig;
use rustls::crypto::CryptoProvider;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio::sync::Notify;

/// How often the files are looked at.
pub const POLL: Duration = Duration::from_secs(5);

/// The provider of all cryptography of TLS; its TLS 1.2 suites are ECDHE with AEAD only.
pub fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::aws_lc_rs::default_provider())
}

/// The certificate and key of a listener, read from files.
#[derive(Debug)]
pub struct Certificate {
    chain: PathBuf,
    key: PathBuf,
    current: ArcSwap<CertifiedKey>,
}

impl Certificate {
    /// Reads both files. Errors name the file, never its content.
    pub fn load(chain: &Path, key: &Path) -> anyhow::Result<Arc<Self>> {
        let current = ArcSwap::from_pointee(read(chain, key)?);
        Ok(Arc::new(Certificate { chain: chain.to_owned(), key: key.to_owned(), current }))
    }

    /// Reads both files again. On an error the old certificate stays in use.
    pub fn reload(&self) -> anyhow::Result<()> {
        self.current.store(Arc::new(read(&self.chain, &self.key)?));
        Ok(())
    }

    /// The configuration of a listener with this certificate, offering HTTP/2 and HTTP/1.1.
    pub fn server_config(self: &Arc<Self>) -> anyhow::Result<Arc<ServerConfig>> {
        let mut config = ServerConfig::builder_with_provider(provider())
            .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(Resolver(self.clone())));
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }

    /// Reloads whenever a file changes, or when notified; runs until dropped.
    pub async fn watch(self: Arc<Self>, poll: Duration, told: Arc<Notify>) {
        let mut seen = self.stamps();
        loop {
            let asked = tokio::select! {
                () = tokio::time::sleep(poll) => false,
                () = told.notified() => true,
            };
            let stamps = self.stamps();
            if stamps == seen && !asked {
                continue;
            }
            // A file may be half written: what fails now is tried again when it changes again.
            seen = stamps;
            match self.reload() {
                Ok(()) => tracing::info!("TLS certificate reloaded"),
                Err(error) => tracing::error!("TLS certificate kept: {error:#}"),
            }
        }
    }

    fn stamps(&self) -> [Option<(SystemTime, u64)>; 2] {
        [&self.chain, &self.key].map(|path| {
            let metadata = std::fs::metadata(path).ok()?;
            Some((metadata.modified().ok()?, metadata.len()))
        })
    }
}

/// Answers every name with the current certificate.
#[derive(Debug)]
struct Resolver(Arc<Certificate>);

impl ResolvesServerCert for Resolver {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.current.load_full())
    }
}

fn read(chain: &Path, key: &Path) -> anyhow::Result<CertifiedKey> {
    let in_chain = || format!("certificate {}", chain.display());
    let in_key = || format!("private key {}", key.display());
    let certificates: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(chain)
        .with_context(in_chain)?
        .collect::<Result<_, _>>()
        .with_context(in_chain)?;
    if certificates.is_empty() {
        bail!("{} holds no certificate", chain.display());
    }
    warn_if_readable_by_others(key);
    let secret = PrivateKeyDer::from_pem_file(key).with_context(in_key)?;
    // Checks that key and leaf belong together.
    CertifiedKey::from_der(certificates, secret, &provider()).with_context(in_key)
}

fn warn_if_readable_by_others(path: &Path) {
    use std::os::unix::fs::MetadataExt;
    if std::fs::metadata(path).is_ok_and(|metadata| metadata.mode() & 0o007 != 0) {
        tracing::warn!("private key {} can be read by everybody", path.display());
    }
}
