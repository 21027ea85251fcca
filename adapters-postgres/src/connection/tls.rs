//! Encrypts connections with rustls. By default, the root certificates of the operating system are trusted.

use std::fmt;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms, aws_lc_rs};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::connection::invalid_url::InvalidUrl;
use crate::connection::tls_options::{SslMode, TlsOptions};

/// The value of `sslrootcert` for the root certificates of this system, which are also the default.
const SYSTEM: &str = "system";

/// Encrypts connections, and checks the server's certificate as `sslmode` requires before any data is sent.
#[derive(Clone)]
pub(crate) struct Tls(MakeRustlsConnect);

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tls")
    }
}

impl Tls {
    /// Returns `None` if the URL disables encryption.
    pub(crate) fn new(options: &TlsOptions) -> Result<Option<Self>, InvalidUrl> {
        let mode = match (options.mode, options.root.as_deref()) {
            (SslMode::Disable, None) => return Ok(None),
            (SslMode::Disable, Some(_)) => return Err(InvalidUrl::RootWithoutTls),
            // Public authorities issue certificates to everyone, and these modes do not check the name.
            (SslMode::Require | SslMode::VerifyCa, Some(SYSTEM)) | (SslMode::VerifyCa, None) => {
                return Err(InvalidUrl::UncheckedName);
            }
            // As in libpq: with a root certificate, `require` means `verify-ca`.
            (SslMode::Require, Some(_)) => SslMode::VerifyCa,
            (mode, _) => mode,
        };
        let provider = Arc::new(aws_lc_rs::default_provider());
        let verifier = verifier(mode, options.root.as_deref(), &provider)?;
        Ok(Some(Self(MakeRustlsConnect::new(config(provider, verifier)))))
    }

    pub(crate) fn connector(&self) -> MakeRustlsConnect {
        self.0.clone()
    }
}

#[expect(clippy::expect_used, reason = "a provider of rustls supports the default versions")]
fn config(provider: Arc<CryptoProvider>, verifier: Arc<dyn ServerCertVerifier>) -> ClientConfig {
    ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the provider supports TLS 1.2 and 1.3")
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth()
}

fn verifier(
    mode: SslMode,
    root: Option<&str>,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, InvalidUrl> {
    let algorithms = provider.signature_verification_algorithms;
    if mode == SslMode::Require {
        return Ok(Arc::new(RelaxedVerifier { chain: None, algorithms }));
    }
    let roots = Arc::new(roots(root)?);
    let strict = WebPkiServerVerifier::builder_with_provider(roots, provider.clone()).build();
    let strict = strict.map_err(|_no_roots| InvalidUrl::NoRoots)?;
    Ok(if mode == SslMode::VerifyCa {
        Arc::new(RelaxedVerifier { chain: Some(strict), algorithms })
    } else {
        strict
    })
}

fn roots(named: Option<&str>) -> Result<RootCertStore, InvalidUrl> {
    let mut roots = RootCertStore::empty();
    match named {
        None | Some(SYSTEM) => {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            if roots.is_empty() { Err(InvalidUrl::NoRoots) } else { Ok(roots) }
        }
        Some(path) => {
            let unusable = |()| InvalidUrl::RootCertificate;
            let pem = std::fs::read(path).map_err(drop).map_err(unusable)?;
            for certificate in CertificateDer::pem_slice_iter(&pem) {
                roots.add(certificate.map_err(drop).map_err(unusable)?).map_err(drop).map_err(unusable)?;
            }
            if roots.is_empty() { Err(InvalidUrl::RootCertificate) } else { Ok(roots) }
        }
    }
}

/// Checks less of a certificate than rustls does by default: only the chain (`verify-ca`), or nothing (`require`).
#[derive(Debug)]
struct RelaxedVerifier {
    chain: Option<Arc<WebPkiServerVerifier>>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl ServerCertVerifier for RelaxedVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(chain) = &self.chain else { return Ok(ServerCertVerified::assertion()) };
        match chain.verify_server_cert(end_entity, intermediates, name, ocsp_response, now) {
            // rustls checks the name last, so the chain is valid.
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) => Ok(ServerCertVerified::assertion()),
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        rustls::crypto::verify_tls12_signature(message, certificate, signature, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        rustls::crypto::verify_tls13_signature(message, certificate, signature, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
