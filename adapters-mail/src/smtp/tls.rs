//! The TLS configuration. By default, the root certificates of the operating system are trusted.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{WebPkiSupportedAlgorithms, aws_lc_rs};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use thiserror::Error as ThisError;
use tokio_rustls::TlsConnector;

/// How the certificate of the server is verified.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Verification<'a> {
    /// The root certificates of the operating system are trusted.
    System,
    /// Only these certificates, in PEM format, are trusted.
    Authority(&'a [u8]),
    /// Every certificate is accepted. Only for a server on this machine: a local mail server often has a self-signed
    /// certificate for another name, and no attacker can intercept a loopback connection.
    Loopback,
}

/// No certificate authority is usable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ThisError)]
pub(crate) enum InvalidAuthority {
    #[error("must contain PEM certificates")]
    Pem,
    #[error("no root certificates are installed")]
    NoSystemRoots,
}

pub(super) fn connector(verification: Verification<'_>) -> Result<TlsConnector, InvalidAuthority> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let algorithms = provider.signature_verification_algorithms;
    #[expect(clippy::expect_used, reason = "a provider of rustls supports the default versions")]
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the provider supports TLS 1.2 and 1.3");
    let builder = match verification {
        Verification::System => builder.with_root_certificates(system_roots()?),
        Verification::Authority(pem) => builder.with_root_certificates(roots(pem)?),
        Verification::Loopback => {
            builder.dangerous().with_custom_certificate_verifier(Arc::new(AnyCertificate(algorithms)))
        }
    };
    Ok(TlsConnector::from(Arc::new(builder.with_no_client_auth())))
}

fn system_roots() -> Result<RootCertStore, InvalidAuthority> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() { Err(InvalidAuthority::NoSystemRoots) } else { Ok(roots) }
}

fn roots(pem: &[u8]) -> Result<RootCertStore, InvalidAuthority> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate = certificate.map_err(|_unreadable| InvalidAuthority::Pem)?;
        roots.add(certificate).map_err(|_unusable| InvalidAuthority::Pem)?;
    }
    if roots.is_empty() { Err(InvalidAuthority::Pem) } else { Ok(roots) }
}

/// Accepts every certificate.
#[derive(Debug)]
struct AnyCertificate(WebPkiSupportedAlgorithms);

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        rustls::crypto::verify_tls12_signature(message, certificate, signature, &self.0)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        rustls::crypto::verify_tls13_signature(message, certificate, signature, &self.0)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_schemes()
    }
}
