//! `POST /auth/refresh`

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use tasklane_core::limit::{LimitClass, LimitKey};
use tasklane_core::session::{Refreshed, SessionService};
use tasklane_runtime::Event;

use super::Transport;
use super::bodies::{RefreshBody, TokenBody};
use super::cookie::RefreshCookies;
use super::login::client_of;
use crate::extract::{OptionalJson, check_rate_limit, origin};
use crate::respond::{Fault, Problem, Reason, audit};
use crate::route_table::{ApiOperation, RouteMetadata};

/// Refresh tokens
///
/// Returns a new access token and a new refresh token for the session. The old refresh token remains valid until the
/// new refresh token is first used, so a client that did not receive the response can retry. After that, presenting the
/// old token ends the session with `refresh-reused`.
///
/// The old token becomes invalid earlier if the client uses the cookie, or has presented a token that a refresh
/// returned. In both cases, the old token is only valid until an access token issued with the new refresh token is
/// first used. For 10 seconds after this first use, a request with the old token gets `refresh-superseded`, and the
/// session remains active, because another tab of the client may have refreshed first. After `refresh-superseded`, read
/// the newest token from the cookie or from storage, and retry once.
///
/// If the body contains a token, the cookie is ignored. Otherwise the server uses the cookie and returns the new
/// refresh token only as a cookie. This requires an `Origin` that is this server's origin or an allowed origin.
#[utoipa::path(
    tag = "sessions",
    request_body = Option<RefreshBody>,
    responses(
        (status = 200, description = "New tokens for the same session", body = TokenBody),
        (status = 401, description = "`refresh-invalid`: unknown or expired token; `refresh-reused`: an old token was presented, so the \
            session was ended; `refresh-superseded`: another tab has refreshed the session"),
        (status = 403, description = "`origin-not-allowed`: the page is not allowed to use the cookie"),
    )
)]
#[post("/auth/refresh")]
pub(crate) async fn refresh_session(
    OptionalJson(named): OptionalJson<RefreshBody>,
    req: HttpRequest,
    sessions: Data<SessionService>,
) -> Result<HttpResponse, Problem> {
    let named = named.flatten();
    let (token, transport) = if let Some(token) = &named {
        (token.as_str(), Transport::Body)
    } else {
        let cookies = RefreshCookies::of_request(&req, &sessions)?;
        if cookies.is_empty() {
            return Err(missing(&req).into());
        }
        (cookies.token(), Transport::Cookie)
    };
    // A token that cannot be parsed belongs to no session and is cheap to reject, so the request is not counted.
    if let Some(session) = sessions.session_of(token) {
        check_rate_limit(&req, LimitClass::Refresh, LimitKey::Session(session)).await?;
    }
    let Refreshed { pair, is_new_client } =
        sessions.refresh(token, transport.into(), &client_of(&req)).await?;
    audit::record_session(&req, pair.signed_in);
    if is_new_client {
        audit::record(&req, Event::RefreshedByNewClient);
    }
    transport.respond(pair, &req)
}

impl ApiOperation for refresh_session {
    const METADATA: RouteMetadata = RouteMetadata::V1.no_store();
}

/// Returns the error for a missing refresh token. If the page belongs to another site, the message explains why the
/// browser did not send the cookie.
fn missing(req: &HttpRequest) -> Fault {
    let Some((origin, host)) = origin::cross_site(req) else { return Fault::missing("refresh_token") };
    let advice = if origin::is_app_origin(origin) {
        "log in without transport=cookie and send the refresh token in the body"
    } else {
        "open the page and the server under the same host name, such as localhost"
    };
    let msg = format!(
        "is required: the browser did not send the cookie, because the page at {origin} and this server at {host} \
         belong to different sites; {advice}"
    );
    Fault::new("body", "refresh_token", Reason::new(msg, "missing"))
}
