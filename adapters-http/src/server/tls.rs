//! The certificate that the server shows, and how a TLS connection begins.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use thiserror::Error;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::{CryptoProvider, aws_lc_rs};
use tokio_rustls::rustls::pki_types::pem::{self, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::{self, ServerConfig};
use tokio_rustls::server::TlsStream;

/// A handshake that is not complete by then is cut off.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(5);
const HTTP1: &[u8] = b"http/1.1";

/// PEM files: the certificate, followed by those that vouch for it, and its private key.
#[derive(Debug, Clone)]
pub struct TlsFiles {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

#[derive(Debug, Error)]
pub enum TlsError {
    #[error("the certificate in {} can't be read", .path.display())]
    Certificate { path: PathBuf, source: pem::Error },
    #[error("{} holds no certificate", .path.display())]
    NoCertificate { path: PathBuf },
    #[error("the private key in {} can't be read", .path.display())]
    Key { path: PathBuf, source: pem::Error },
    #[error("the certificate in {} and the private key in {} don't work together", .0.certificate.display(), .0.key.display())]
    Mismatch(TlsFiles, #[source] rustls::Error),
    #[error("TLS can't be set up")]
    SetUp(#[from] rustls::Error),
}

/// Clones share the certificate.
#[derive(Clone)]
pub struct Tls {
    config: Arc<ServerConfig>,
    shown: Arc<Shown>,
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Tls").field(&self.shown.files).finish()
    }
}

impl Tls {
    /// TLS 1.2 and 1.3, for HTTP/1.1 alone: the HTTP library bounds neither the heads of HTTP/2 nor the streams of one
    /// connection. Proxies that do can stand before this server.
    pub fn load(files: TlsFiles) -> Result<Self, TlsError> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let current = RwLock::new(read(&files, &provider)?);
        let shown = Arc::new(Shown { files, provider: provider.clone(), current });
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(shown.clone());
        config.alpn_protocols = vec![HTTP1.to_vec()];
        Ok(Self { config: Arc::new(config), shown })
    }

    /// Reads the files again, for connections that begin from now on. When they can't be used, all stays as it is.
    pub fn reload(&self) -> Result<(), TlsError> {
        let read = read(&self.shown.files, &self.shown.provider)?;
        *self.shown.current.write().unwrap_or_else(PoisonError::into_inner) = read;
        Ok(())
    }

    /// The connection after its handshake.
    pub(super) async fn begin(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        timeout(HANDSHAKE_TIMEOUT, TlsAcceptor::from(self.config.clone()).accept(stream)).await?
    }
}

#[derive(Debug)]
struct Shown {
    files: TlsFiles,
    provider: Arc<CryptoProvider>,
    current: RwLock<Arc<CertifiedKey>>,
}

impl ResolvesServerCert for Shown {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.current.read().unwrap_or_else(PoisonError::into_inner).clone())
    }
}

fn read(files: &TlsFiles, provider: &CryptoProvider) -> Result<Arc<CertifiedKey>, TlsError> {
    let chain = certificates(&files.certificate)?;
    let key = PrivateKeyDer::from_pem_file(&files.key)
        .map_err(|source| TlsError::Key { path: files.key.clone(), source })?;
    let certified = CertifiedKey::from_der(chain, key, provider);
    certified.map(Arc::new).map_err(|error| TlsError::Mismatch(files.clone(), error))
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let fault = |source| TlsError::Certificate { path: path.to_owned(), source };
    let chain = CertificateDer::pem_file_iter(path).map_err(fault)?;
    let chain: Vec<_> = chain.collect::<Result<_, _>>().map_err(fault)?;
    if chain.is_empty() { Err(TlsError::NoCertificate { path: path.to_owned() }) } else { Ok(chain) }
}
