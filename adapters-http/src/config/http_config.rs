//! The configuration of the HTTP server.

use ipnet::IpNet;

use super::{HttpLimits, WebApp};

/// The configuration of the HTTP server.
#[derive(Debug, Clone)]
pub struct HttpConfig {
    /// Name of the server in the responses of the health checks.
    pub app_name: String,
    /// Path prefix of the v1 routes, such as `/api/v1`: with a leading slash and without a trailing slash.
    pub api_prefix: String,
    /// Origins of other web pages that may call the API, such as `https://tasks.example.org`.
    pub allowed_origins: Vec<String>,
    /// Origin at which browsers reach this server, such as `https://tasks.example.org`, exactly as browsers send it. If
    /// `None`, the Host header is used.
    pub public_origin: Option<String>,
    /// Path of `PUBLIC_URL`, such as `/tasks`: empty, or with a leading slash and without a trailing slash. The proxy
    /// removes this path from requests, so only responses contain it.
    pub base_path: String,
    /// Whether this server terminates TLS. Set by [`serve`](crate::serve).
    pub terminates_tls: bool,
    /// Proxies whose forwarding headers are trusted. An IPv4 network must not be written as an IPv4-mapped IPv6
    /// network.
    pub trusted_proxies: Vec<IpNet>,
    /// Whether the API documentation is served.
    pub docs_enabled: bool,
    /// The files of the web app.
    pub web_app: WebApp,
    /// The limits on clients.
    pub limits: HttpLimits,
}

impl HttpConfig {
    /// Returns whether the public origin uses HTTPS.
    pub(crate) fn is_https(&self) -> bool {
        self.public_origin.as_deref().is_some_and(|origin| origin.starts_with("https://"))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn config() -> HttpConfig {
        HttpConfig {
            app_name: String::new(),
            api_prefix: "/api/v1".to_owned(),
            allowed_origins: Vec::new(),
            public_origin: None,
            base_path: String::new(),
            terminates_tls: false,
            trusted_proxies: Vec::new(),
            docs_enabled: true,
            web_app: WebApp::NONE,
            limits: HttpLimits::with_max_in_flight(1),
        }
    }
}
