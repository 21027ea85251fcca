//! Counts a request, and rejects it when it exceeds a limit.

use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;

use actix_web::http::Method;
use actix_web::web::Data;
use actix_web::{HttpMessage, HttpRequest};
use metrics::{Counter, counter};
use tasklane_core::ids::{SessionId, UserId};
use tasklane_core::limit::{AddressBlock, LimitClass, LimitKey, RateLimiter};
use tasklane_core::user::PasswordAttempt;

use crate::extract::client::ClientAddress;
use crate::respond::Problem;

/// Stores the decision in the request, for the headers of its response.
pub(crate) async fn count(req: &HttpRequest, class: LimitClass, key: LimitKey) -> Result<(), Problem> {
    let limiter = req.app_data::<Data<Arc<dyn RateLimiter>>>().ok_or_else(Problem::internal)?;
    let Some(decision) = limiter.take(class, key).await else { return Ok(()) };
    req.extensions_mut().insert(decision);
    if decision.is_allowed {
        return Ok(());
    }
    refusals(class).increment(1);
    Err(Problem::rate_limited(decision.next_after))
}

/// A class without rejections shows a zero, so that the first rejection is seen as a change.
pub(crate) fn show_refusals() {
    for class in LimitClass::ALL {
        refusals(class).increment(0);
    }
}

fn refusals(class: LimitClass) -> Counter {
    counter!(
        description: "Requests that were one too many for a limit",
        "tasklane_rate_limited_total",
        "class" => class.as_str()
    )
}

/// To confirm with the password costs as much as to log in, and is counted as that. By session: a thief of one can't use
/// up what the owner has in another.
pub(crate) async fn count_confirmation(
    req: &HttpRequest,
    session: SessionId,
    password: Option<&PasswordAttempt>,
) -> Result<(), Problem> {
    match password {
        Some(_) => count(req, LimitClass::Login, LimitKey::Session(session)).await,
        None => Ok(()),
    }
}

/// Asking for a name shows whether it is taken, like a registration: counted as one, by address and by user.
pub(crate) async fn count_name(req: &HttpRequest, user: UserId) -> Result<(), Problem> {
    count(req, LimitClass::Register, address(req)).await?;
    count(req, LimitClass::Register, LimitKey::User(user)).await
}

/// What a user does counts as a read or as a write.
pub(crate) async fn count_user(req: &HttpRequest, user: UserId) -> Result<(), Problem> {
    let class = if *req.method() == Method::GET { LimitClass::Read } else { LimitClass::Write };
    count(req, class, LimitKey::User(user)).await
}

/// Connections without an address count together.
pub(super) fn address(req: &HttpRequest) -> LimitKey {
    let address = ClientAddress::of(req).map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |ClientAddress(ip)| ip);
    LimitKey::Address(AddressBlock::of(address))
}
