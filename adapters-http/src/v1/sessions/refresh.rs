//! `POST /auth/refresh`

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use tasklane_core::limit::{LimitClass, LimitKey};
use tasklane_core::session::SessionService;

use super::bodies::{RefreshBody, TokenBody};
use super::{Transport, cookie};
use crate::input::OptionalJson;
use crate::limits::count;
use crate::noted::note_session;
use crate::problem::{Fault, Problem};

/// Refresh
///
/// Gives a new access token and a new refresh token. The old refresh token dies when the new one is first used, so a
/// client that lost the answer can ask again; a dead token that comes back ends the session.
///
/// A body that names a token counts, and the cookie then does not. Without one the cookie is used, if `Origin` is this
/// server's or an allowed one, and the new refresh token is in the new cookie alone.
#[utoipa::path(
    tag = "sessions",
    request_body = Option<RefreshBody>,
    responses(
        (status = 200, description = "New tokens of the same session", body = TokenBody),
        (status = 401, description = "`refresh-invalid` or `refresh-reused`"),
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
        let kept = match cookie::presented(&req)?[..] {
            [] => return Err(Fault::missing("refresh_token").into()),
            [only] => only,
            // The empty text is no token: better signed out than in a session that somebody planted.
            _ => "",
        };
        (kept, Transport::Cookie)
    };
    // A token that is none costs next to nothing, and belongs to nobody.
    if let Some(session) = sessions.session_of(token) {
        count(&req, LimitClass::Refresh, LimitKey::Session(session)).await?;
    }
    let pair = sessions.refresh(token).await?;
    note_session(&req, pair.who);
    transport.answer(pair, &req)
}
