//! The TLS configuration: certificate, reload and handshake.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use parking_lot::RwLock;
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

/// Maximum duration of a handshake.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(5);
const HTTP1: &[u8] = b"http/1.1";

/// PEM files: the certificate chain, and the private key of its first certificate.
#[derive(Debug, Clone)]
pub struct TlsFiles {
    /// The certificate, followed by its intermediate certificates.
    pub certificate: PathBuf,
    /// The private key, without a passphrase.
    pub key: PathBuf,
}

/// The reason why TLS cannot be configured.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TlsError {
    /// The file is missing, or is not valid PEM.
    #[error("cannot read the certificate in {}", .path.display())]
    Certificate {
        /// The file.
        path: PathBuf,
        /// The error of the operating system or of the parser.
        source: pem::Error,
    },
    /// The file contains no certificate.
    #[error("{} contains no certificate", .path.display())]
    NoCertificate {
        /// The file.
        path: PathBuf,
    },
    /// The file is missing, is not valid PEM, or contains no supported key.
    #[error("cannot read the private key in {}", .path.display())]
    Key {
        /// The file.
        path: PathBuf,
        /// The error of the operating system or of the parser.
        source: pem::Error,
    },
    /// The certificate does not belong to the private key, or the key cannot be used.
    #[error("cannot use the certificate in {} with the private key in {}", .0.certificate.display(), .0.key.display())]
    Mismatch(TlsFiles, #[source] rustls::Error),
    /// The TLS library rejects the configuration.
    #[error("cannot set up TLS")]
    SetUp(#[from] rustls::Error),
}

/// The TLS configuration of the server. Clones share the certificate.
#[derive(Clone)]
pub struct Tls {
    config: Arc<ServerConfig>,
    resolver: Arc<CertificateResolver>,
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Tls").field(&self.resolver.files).finish()
    }
}

impl Tls {
    /// Loads the certificate for TLS 1.2 and 1.3. Only HTTP/1.1 is offered, because the HTTP library limits neither the
    /// header size nor the number of streams of an HTTP/2 connection. For HTTP/2, put a proxy in front of this server.
    pub fn load(files: TlsFiles) -> Result<Self, TlsError> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let current = RwLock::new(read(&files, &provider)?);
        let resolver = Arc::new(CertificateResolver { files, provider: provider.clone(), current });
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(resolver.clone());
        config.alpn_protocols = vec![HTTP1.to_vec()];
        Ok(Self { config: Arc::new(config), resolver })
    }

    /// Reads the files again, for new connections. If this fails, the current certificate stays in use.
    pub fn reload(&self) -> Result<(), TlsError> {
        let read = read(&self.resolver.files, &self.resolver.provider)?;
        *self.resolver.current.write() = read;
        Ok(())
    }

    /// Performs the TLS handshake.
    pub(super) async fn begin(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        timeout(HANDSHAKE_TIMEOUT, TlsAcceptor::from(self.config.clone()).accept(stream)).await?
    }
}

#[derive(Debug)]
struct CertificateResolver {
    files: TlsFiles,
    provider: Arc<CryptoProvider>,
    current: RwLock<Arc<CertifiedKey>>,
}

impl ResolvesServerCert for CertificateResolver {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.current.read().clone())
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
