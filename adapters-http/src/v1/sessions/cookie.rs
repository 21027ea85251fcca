//! The refresh token as a cookie (RFC 6265), for browsers: no script of a page can read it there.

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use tasklane_core::session::TokenPair;

use crate::config::HttpConfig;
use crate::origin::{self, OwnOrigin};
use crate::problem::{Code, Problem};

/// Browsers take a name with this prefix over https alone, and only with `Secure`.
const NAME: &str = "__Secure-refresh";
/// On the machine itself there is no https.
const PLAIN_NAME: &str = "refresh";

/// Every value of the cookie, if the page that sent it may use it. Of two, one was planted by a neighbour, another host of
/// the same domain; nobody can tell which.
pub(crate) fn presented(req: &HttpRequest) -> Result<Vec<&str>, Problem> {
    let tokens = values(req);
    if !tokens.is_empty() {
        origin::check(req)?;
        must_not_be_a_form(req)?;
    }
    Ok(tokens)
}

/// Keeps the refresh token with the browser for as long as it lives.
pub(crate) fn keeping(pair: &TokenPair, req: &HttpRequest) -> Result<HeaderValue, Problem> {
    cookie(req, &pair.refresh_token, pair.refresh_expires_in.num_seconds().max(0))
}

/// Makes the browser forget it.
pub(crate) fn forgetting(req: &HttpRequest) -> Result<HeaderValue, Problem> {
    cookie(req, "", 0)
}

/// By the strictest rules there are: over https, out of reach of scripts, with no request from another site, and with
/// none but those that log in, refresh and log out.
fn cookie(req: &HttpRequest, token: &str, seconds: i64) -> Result<HeaderValue, Problem> {
    let prefix = req.app_data::<Data<HttpConfig>>().map_or("", |config| config.api_prefix.as_str());
    let secure = if is_plain(req) { "" } else { "; Secure" };
    let text = format!(
        "{}={token}; Path={prefix}/auth; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}",
        name(req)
    );
    HeaderValue::try_from(text).map_err(|error| Problem::internal().caused_by(&error))
}

fn name(req: &HttpRequest) -> &'static str {
    if is_plain(req) { PLAIN_NAME } else { NAME }
}

fn is_plain(req: &HttpRequest) -> bool {
    OwnOrigin::of(req).is_some_and(|own| own.is_plain_loopback())
}

fn values(req: &HttpRequest) -> Vec<&str> {
    let name = name(req);
    let headers = req.headers().get_all(header::COOKIE).filter_map(|value| value.to_str().ok());
    let pairs = headers.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(given, _)| *given == name).map(|(_, value)| value).collect()
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
