//! Applies rate limits to requests.

use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;

use actix_web::http::Method;
use actix_web::web::Data;
use actix_web::{HttpMessage, HttpRequest};
use metrics::{Counter, counter};
use tasklane_core::ids::{SessionId, UserId};
use tasklane_core::limit::{AddressBlock, Decision, LimitClass, LimitKey, RateLimiter};
use tasklane_core::user::PasswordAttempt;

use crate::extract::client::ClientAddress;
use crate::respond::Problem;

/// Counts a request and rejects it if the limit is exceeded. Stores the decision in the request, for the headers of the
/// response.
pub(crate) async fn check_rate_limit(
    req: &HttpRequest,
    class: LimitClass,
    key: LimitKey,
) -> Result<(), Problem> {
    let limiter = limiter(req)?;
    let Some(decision) = limiter.take(class, key).await else { return Ok(()) };
    req.extensions_mut().insert(decision);
    if decision.is_allowed {
        return Ok(());
    }
    rejections(class).increment(1);
    Err(Problem::rate_limited(decision.next_after))
}

/// Counts a link as invalid before the server looks it up, so that concurrent guesses can't exceed the limit. Call
/// [`refund_link`] if the link is valid.
pub(crate) async fn check_link_limit(req: &HttpRequest) -> Result<(), Problem> {
    check_rate_limit(req, LimitClass::Link, address_key(req)).await
}

/// Undoes the count of a valid link, and removes the rate limit headers from the response.
pub(crate) async fn refund_link(req: &HttpRequest) -> Result<(), Problem> {
    req.extensions_mut().remove::<Decision>();
    limiter(req)?.refund(LimitClass::Link, address_key(req)).await;
    Ok(())
}

fn limiter(req: &HttpRequest) -> Result<&dyn RateLimiter, Problem> {
    let limiter = req.app_data::<Data<Arc<dyn RateLimiter>>>().ok_or_else(Problem::internal)?;
    Ok(&****limiter)
}

/// Registers the counters with zero, so that the first rejection of a class appears as an increase.
pub(crate) fn register_rejection_counters() {
    for class in LimitClass::ALL {
        rejections(class).increment(0);
    }
}

fn rejections(class: LimitClass) -> Counter {
    counter!(
        description: "Requests rejected by a rate limit",
        "tasklane_rate_limited_total",
        "class" => class.as_str()
    )
}

/// Counts a confirmation with the password as a login, because both hash a password. The limit applies per session, so
/// that an attacker with one session cannot exhaust the limit of the user's other sessions.
pub(crate) async fn check_confirmation(
    req: &HttpRequest,
    session: SessionId,
    password: Option<&PasswordAttempt>,
) -> Result<(), Problem> {
    match password {
        Some(_) => check_rate_limit(req, LimitClass::Login, LimitKey::Session(session)).await,
        None => Ok(()),
    }
}

/// Counts a change of the username or e-mail address as a registration, both for the client address and for the user,
/// because the response reveals whether a name is taken.
pub(crate) async fn check_name_change(req: &HttpRequest, user: UserId) -> Result<(), Problem> {
    check_rate_limit(req, LimitClass::Register, address_key(req)).await?;
    check_rate_limit(req, LimitClass::Register, LimitKey::User(user)).await
}

/// Counts a request of a user as a read or a write.
pub(crate) async fn check_user(req: &HttpRequest, user: UserId) -> Result<(), Problem> {
    let class = if *req.method() == Method::GET { LimitClass::Read } else { LimitClass::Write };
    check_rate_limit(req, class, LimitKey::User(user)).await
}

/// Returns the key of the client's address. Connections without an address share one key.
pub(super) fn address_key(req: &HttpRequest) -> LimitKey {
    let address =
        ClientAddress::from_extensions(req).map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |ClientAddress(ip)| ip);
    LimitKey::Address(AddressBlock::from_address(address))
}
