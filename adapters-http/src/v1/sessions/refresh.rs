//! `POST /auth/refresh`

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use tasklane_core::limit::{LimitClass, LimitKey};
use tasklane_core::session::{Refreshed, SessionService};
use tasklane_runtime::Event;

use super::Transport;
use super::bodies::{RefreshBody, TokenBody};
use super::cookie::Presented;
use super::login::client_of;
use crate::extract::{OptionalJson, count, origin};
use crate::respond::{Fault, Problem, Reason, audit};
use crate::routing::{ApiOperation, RouteFacts};

/// Refresh
///
/// Gives a new access token and a new refresh token. The old refresh token dies when the new one is first used, so a
/// client that lost the answer can ask again; a dead token that comes back ends the session.
///
/// For a client that uses the cookie, or that has ever presented a successor, the old token dies earlier: when an access
/// token that was issued with the new one is first used. Presented within the next 10 seconds it is answered
/// `refresh-superseded`, and the session lives on: another tab of the same client was faster. Read the newest token from
/// the cookie or the store, and repeat the request once.
///
/// A body that names a token counts, and the cookie then does not. Without one the cookie is used, if `Origin` is this
/// server's or an allowed one, and the new refresh token is in the new cookie alone.
#[utoipa::path(
    tag = "sessions",
    request_body = Option<RefreshBody>,
    responses(
        (status = 200, description = "New tokens of the same session", body = TokenBody),
        (status = 401, description = "`refresh-invalid`, `refresh-reused`, or `refresh-superseded`: another tab was faster"),
        (status = 403, description = "`origin-not-allowed`: a page may not use the cookie"),
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
        let presented = Presented::to(&req, &sessions)?;
        if presented.is_empty() {
            return Err(missing(&req).into());
        }
        (presented.token(), Transport::Cookie)
    };
    // A token that is none costs next to nothing, and belongs to nobody.
    if let Some(session) = sessions.session_of(token) {
        count(&req, LimitClass::Refresh, LimitKey::Session(session)).await?;
    }
    let Refreshed { pair, is_new_client } =
        sessions.refresh(token, transport.into(), &client_of(&req)).await?;
    audit::record_session(&req, pair.who);
    if is_new_client {
        audit::record(&req, Event::RefreshedByNewClient);
    }
    transport.answer(pair, &req)
}

impl ApiOperation for refresh_session {
    const FACTS: RouteFacts = RouteFacts::V1.no_store();
}

/// Browsers leave the cookie out without a word where the page is of another site.
fn missing(req: &HttpRequest) -> Fault {
    let Some((origin, host)) = origin::of_another_site(req) else { return Fault::missing("refresh_token") };
    let advice = if origin::is_of_app(origin) {
        "log in without transport=cookie and send the refresh token in the body"
    } else {
        "open both by the same host name, such as localhost"
    };
    let msg = format!(
        "is required: the browser keeps the cookie back because the page at {origin} is of another site than this \
         server at {host}; {advice}"
    );
    Fault::new("body", "refresh_token", Reason::new(msg, "missing"))
}
