//! A certificate authority, and a client that trusts it.

use std::net::SocketAddr;
use std::sync::Arc;

use rcgen::{BasicConstraints, Certificate, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::Sandbox;

pub(crate) struct CertificateAuthority {
    certificate: Certificate,
    issuer: Issuer<'static, KeyPair>,
}

impl CertificateAuthority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        Self { certificate, issuer: Issuer::new(params, key) }
    }

    /// Issues a certificate for `localhost`, and returns it with its key in PEM.
    pub(crate) fn issue(&self) -> [String; 2] {
        self.issue_with(&CertificateParams::new(["localhost".to_owned()]).unwrap())
    }

    /// Issues a certificate that expires at the beginning of this day.
    pub(crate) fn issue_until(&self, year: i32, month: u8, day: u8) -> [String; 2] {
        let mut params = CertificateParams::new(["localhost".to_owned()]).unwrap();
        params.not_after = date_time_ymd(year, month, day);
        self.issue_with(&params)
    }

    fn issue_with(&self, params: &CertificateParams) -> [String; 2] {
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        [certificate.pem(), key.serialize_pem()]
    }

    pub(crate) fn pem(&self) -> String {
        self.certificate.pem()
    }

    /// Writes a new certificate to the files that the server reads.
    pub(crate) fn write_certificate(&self, sandbox: &Sandbox) {
        let [certificate, key] = self.issue();
        sandbox.write("cert.pem", certificate);
        sandbox.write("key.pem", key);
    }

    /// Connects with TLS. Fails if the certificate of the server is not from this authority.
    pub(crate) async fn connect(&self, server: SocketAddr, protocols: &str) -> TlsStream<TcpStream> {
        self.try_to_connect(server, protocols).await.unwrap()
    }

    pub(crate) async fn try_to_connect(
        &self,
        server: SocketAddr,
        protocols: &str,
    ) -> std::io::Result<TlsStream<TcpStream>> {
        let mut roots = RootCertStore::empty();
        roots.add(self.certificate.der().clone()).unwrap();
        let mut config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = protocols.split(',').map(|protocol| protocol.as_bytes().to_vec()).collect();
        let stream = TcpStream::connect(server).await?;
        let name = ServerName::try_from("localhost").unwrap();
        TlsConnector::from(Arc::new(config)).connect(name, stream).await
    }
}
