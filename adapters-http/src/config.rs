//! What the HTTP side is told at start.

use ipnet::IpNet;

#[derive(Debug, Clone)]
pub struct HttpConfig {
    /// What the server calls itself in `/health` and in its description.
    pub app_name: String,
    /// Where the v1 routes live, such as `/api/v1`: begins with a slash and does not end with one.
    pub api_prefix: String,
    /// The origins of web pages that may call the API, such as `https://tasks.example.org`.
    pub allowed_origins: Vec<String>,
    /// Where browsers reach this server, such as `https://tasks.example.org`: an origin, written as they write it.
    /// `None` when nobody said; the header Host is believed then.
    pub public_origin: Option<String>,
    /// The proxies whose word on where a request comes from is taken. Networks of IPv4 are written as such.
    pub trusted_proxies: Vec<IpNet>,
}
