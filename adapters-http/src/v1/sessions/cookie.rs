//! The refresh token as a cookie (RFC 6265), for browsers: no script of a page can read it there.
//!
//! Browsers share cookies among all ports of a host, so the name has the port in it: two servers on one host don't
//! overwrite each other's.

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use tasklane_core::session::{SessionService, TokenPair};

use crate::config::HttpConfig;
use crate::extract::origin;
use crate::respond::{Code, Problem};

/// Browsers take a name with this prefix over https alone, and only with `Secure`.
const SECURE_NAME: &str = "__Secure-refresh";
/// For pages that are served by plain HTTP.
const PLAIN_NAME: &str = "refresh";

/// The cookies of a request that hold a refresh token.
pub(crate) struct Presented<'a> {
    /// Every value of the cookie of this server.
    own: Vec<&'a str>,
    /// Tokens of this server in the cookie as the release before named it, without the port. It may as well belong to
    /// another server on this host, whose tokens are none of ours.
    old: Vec<&'a str>,
}

impl<'a> Presented<'a> {
    /// All of them, if the page that sent them may use them.
    pub(crate) fn to(req: &'a HttpRequest, sessions: &SessionService) -> Result<Self, Problem> {
        let (name, old_name) = (name(req), old_name(req));
        let mut old = if name == old_name { Vec::new() } else { values(req, old_name) };
        old.retain(|token| sessions.session_of(token).is_some());
        // Also for a cookie that is not looked at: what a foreign page sends is refused, whatever it is.
        if has_any(req) {
            origin::check(req)?;
            must_not_be_a_form(req)?;
        }
        Ok(Self { own: values(req, &name), old })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.own.is_empty() && self.old.is_empty()
    }

    pub(crate) fn tokens(&self) -> impl Iterator<Item = &'a str> {
        self.own.iter().chain(&self.old).copied()
    }

    /// The one to refresh with. Of two with one name, one was planted by a neighbour, another host of the same domain;
    /// nobody can tell which, and the empty text is no token: better signed out than in a session that somebody planted.
    pub(crate) fn token(&self) -> &'a str {
        match (&self.own[..], &self.old[..]) {
            ([only], _) | ([], [only]) => only,
            _ => "",
        }
    }
}

/// Keeps the refresh token with the browser for as long as it lives, under the name of this release alone.
pub(crate) fn keeping(pair: &TokenPair, req: &HttpRequest) -> Result<Vec<HeaderValue>, Problem> {
    let seconds = pair.refresh_expires_in.num_seconds().max(0);
    let mut cookies = vec![cookie(req, &name(req), &pair.refresh_token, seconds)?];
    cookies.extend(forgetting_old(req)?);
    Ok(cookies)
}

/// Makes the browser forget it, under each of its names.
pub(crate) fn forgetting(req: &HttpRequest) -> Result<Vec<HeaderValue>, Problem> {
    let mut cookies = vec![cookie(req, &name(req), "", 0)?];
    cookies.extend(forgetting_old(req)?);
    Ok(cookies)
}

/// Only where it holds a token of this server.
fn forgetting_old(req: &HttpRequest) -> Result<Option<HeaderValue>, Problem> {
    let sessions = req.app_data::<Data<SessionService>>().ok_or_else(Problem::internal)?;
    let old_name = old_name(req);
    let is_ours = |token: &str| sessions.session_of(token).is_some();
    if name(req) == old_name || !values(req, old_name).into_iter().any(is_ours) {
        return Ok(None);
    }
    cookie(req, old_name, "", 0).map(Some)
}

/// By the strictest rules there are: out of reach of scripts, with no request from another site, with none but those
/// that log in, refresh and log out, and over https where the page is served so.
fn cookie(req: &HttpRequest, name: &str, token: &str, seconds: i64) -> Result<HeaderValue, Problem> {
    let config = req.app_data::<Data<HttpConfig>>().ok_or_else(Problem::internal)?;
    let HttpConfig { base_path, api_prefix, .. } = &***config;
    let secure = if origin::is_https(req) { "; Secure" } else { "" };
    let path = format!("{base_path}{api_prefix}/auth");
    let text = format!("{name}={token}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    HeaderValue::try_from(text).map_err(|error| Problem::internal().caused_by(&error))
}

fn name(req: &HttpRequest) -> String {
    let old_name = old_name(req);
    origin::port(req).map_or_else(|| old_name.to_owned(), |port| format!("{old_name}-{port}"))
}

fn old_name(req: &HttpRequest) -> &'static str {
    if origin::is_https(req) { SECURE_NAME } else { PLAIN_NAME }
}

fn values<'a>(req: &'a HttpRequest, name: &str) -> Vec<&'a str> {
    pairs(req).filter(|(given, _)| *given == name).map(|(_, value)| value).collect()
}

/// Whether there is a cookie of this server, of whichever scheme and release.
fn has_any(req: &HttpRequest) -> bool {
    let port = origin::port(req);
    let is_one = |given: &str| {
        [SECURE_NAME, PLAIN_NAME].iter().any(|name| match given.strip_prefix(name) {
            Some("") => true,
            Some(rest) => rest.strip_prefix('-').is_some_and(|given| Some(given) == port),
            None => false,
        })
    };
    pairs(req).any(|(given, _)| is_one(given))
}

fn pairs(req: &HttpRequest) -> impl Iterator<Item = (&str, &str)> {
    let headers = req.headers().get_all(header::COOKIE).filter_map(|value| value.to_str().ok());
    headers.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='))
}

/// What a plain form can send from anywhere, and no script has to.
fn must_not_be_a_form(req: &HttpRequest) -> Result<(), Problem> {
    let of_form = |value: &HeaderValue| !value.as_bytes().starts_with(b"application/json");
    if req.headers().get_all(header::CONTENT_TYPE).any(of_form) {
        let detail = "With the cookie, a body must be sent as application/json";
        return Err(Problem::new(Code::UnsupportedMediaType, detail));
    }
    Ok(())
}
