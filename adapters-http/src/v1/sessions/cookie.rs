//! Stores the refresh token in a cookie (RFC 6265) that scripts cannot read.
//!
//! Browsers share cookies among all ports of a host. The port is therefore part of the cookie's name, so that two
//! servers on one host do not overwrite each other's cookies.

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use tasklane_core::ids::UserId;
use tasklane_core::session::{SessionService, TokenPair};

use crate::config::HttpConfig;
use crate::extract::origin;
use crate::respond::{Code, Problem};

/// Name for pages served over HTTPS. Browsers accept the prefix `__Secure-` only over HTTPS, together with `Secure`.
const SECURE_NAME: &str = "__Secure-refresh";
/// Name for pages served over plain HTTP.
const PLAIN_NAME: &str = "refresh";

/// The refresh tokens in the cookies of a request.
pub(crate) struct RefreshCookies<'a> {
    /// All values of this server's cookie.
    own: Vec<&'a str>,
    /// Tokens of this server in the cookie of the previous release. The name of that cookie has no port, so another
    /// server on this host may have set it. Tokens of other servers are left out.
    old: Vec<&'a str>,
}

impl<'a> RefreshCookies<'a> {
    /// Reads the refresh cookies of a request. Fails if the page that sent the request is not allowed to use them.
    pub(crate) fn of_request(req: &'a HttpRequest, sessions: &SessionService) -> Result<Self, Problem> {
        let (name, old_name) = (name(req), old_name(req));
        let mut old = if name == old_name { Vec::new() } else { values(req, old_name) };
        old.retain(|token| sessions.session_of(token).is_some());
        // Check every request that has a refresh cookie, even if that cookie is not used, so that requests from pages
        // of other origins are always rejected.
        if has_any(req) {
            origin::check(req)?;
            reject_form(req)?;
        }
        Ok(Self { own: values(req, &name), old })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.own.is_empty() && self.old.is_empty()
    }

    pub(crate) fn tokens(&self) -> impl Iterator<Item = &'a str> {
        self.own.iter().chain(&self.old).copied()
    }

    /// Returns the token to use for a refresh. The cookie of the previous release is used only if this server's cookie
    /// is missing. If the cookie to use has several values, returns an empty string, which is never a valid token. In
    /// this case, another host of the domain has planted one of the values, and the request does not show which value
    /// is genuine. Logging the user out is safer than continuing in a planted session.
    pub(crate) fn token(&self) -> &'a str {
        match (&self.own[..], &self.old[..]) {
            ([only], _) | ([], [only]) => only,
            _ => "",
        }
    }
}

/// Returns the header that stores the refresh token until it expires, and the header of [`clear_old`], if any.
pub(crate) fn store(pair: &TokenPair, req: &HttpRequest) -> Result<Vec<HeaderValue>, Problem> {
    let seconds = pair.refresh_expires_in.num_seconds().max(0);
    let mut cookies = vec![cookie(req, &name(req), &pair.refresh_token, seconds)?];
    cookies.extend(clear_old(req)?);
    Ok(cookies)
}

/// Returns the header that deletes the refresh cookie, and the header of [`clear_old`], if any.
pub(crate) fn clear(req: &HttpRequest) -> Result<Vec<HeaderValue>, Problem> {
    let mut cookies = vec![cookie(req, &name(req), "", 0)?];
    cookies.extend(clear_old(req)?);
    Ok(cookies)
}

/// Returns the headers that delete the refresh cookies of a request, after all sessions of a user have ended. Returns
/// no headers if the request has no such cookie, or if a cookie contains a token of another user.
pub(crate) fn clear_of_user(req: &HttpRequest, user_id: UserId) -> Result<Vec<HeaderValue>, Problem> {
    let sessions = req.app_data::<Data<SessionService>>().ok_or_else(Problem::internal)?;
    let is_of_another_user = |token: &str| sessions.user_of(token).is_some_and(|owner| owner != user_id);
    let mut tokens = values(req, &name(req));
    tokens.extend(values(req, old_name(req)));
    if !has_any(req) || tokens.into_iter().any(is_of_another_user) {
        return Ok(Vec::new());
    }
    clear(req)
}

/// Returns the header that deletes the cookie of the previous release, if that cookie contains a token of this server.
fn clear_old(req: &HttpRequest) -> Result<Option<HeaderValue>, Problem> {
    let sessions = req.app_data::<Data<SessionService>>().ok_or_else(Problem::internal)?;
    let old_name = old_name(req);
    let is_ours = |token: &str| sessions.session_of(token).is_some();
    if name(req) == old_name || !values(req, old_name).into_iter().any(is_ours) {
        return Ok(None);
    }
    cookie(req, old_name, "", 0).map(Some)
}

/// Builds the cookie with the strictest attributes: not readable by scripts, not sent from other sites, only sent to
/// the `/auth` routes, and only over HTTPS if the page was served over HTTPS.
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

/// Returns whether the request has a cookie with a name that any release of this server uses, for either scheme.
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

/// Rejects bodies that an HTML form on any page can send without a script.
fn reject_form(req: &HttpRequest) -> Result<(), Problem> {
    let of_form = |value: &HeaderValue| !value.as_bytes().starts_with(b"application/json");
    if req.headers().get_all(header::CONTENT_TYPE).any(of_form) {
        let detail = "A request that uses the refresh token cookie must send its body as application/json";
        return Err(Problem::new(Code::UnsupportedMediaType, detail));
    }
    Ok(())
}
