//! The configuration of the HTTP server.

use ipnet::IpNet;

use super::{Bounds, WebApp};

#[derive(Debug, Clone)]
pub struct HttpConfig {
    /// What the server calls itself in `/health` and in its description.
    pub app_name: String,
    /// Where the v1 routes live, such as `/api/v1`: begins with a slash and does not end with one.
    pub api_prefix: String,
    /// The origins of web pages that may call the API, such as `https://tasks.example.org`.
    pub allowed_origins: Vec<String>,
    /// Where browsers reach this server, such as `https://tasks.example.org`: an origin, written as they write it.
    /// `None` where it is not set; the header Host is used then.
    pub public_origin: Option<String>,
    /// The path of `PUBLIC_URL`, such as `/tasks`: begins with a slash and does not end with one, or is empty. The proxy in
    /// front removes it from requests, so that it only stands in what this server sends.
    pub base_path: String,
    /// Whether TLS ends at this server; [`serve`](crate::serve) knows.
    pub terminates_tls: bool,
    /// The proxies whose word on where a request comes from is taken. Networks of IPv4 are written as such.
    pub trusted_proxies: Vec<IpNet>,
    /// Whether the pages that describe the API are served.
    pub docs_enabled: bool,
    pub web_app: WebApp,
    pub bounds: Bounds,
}

impl HttpConfig {
    /// Whether clients come by TLS, to this program or to a proxy before it.
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
            bounds: Bounds::of(1),
        }
    }
}
