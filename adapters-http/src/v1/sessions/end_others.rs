//! `DELETE /auth/sessions`

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete};
use tasklane_core::event::Event;
use tasklane_core::session::SessionService;

use crate::noted::note;
use crate::problem::Problem;
use crate::signed_in::SignedIn;

/// End all other sessions
///
/// Logs out everywhere but here: all sessions end but the one that asks.
#[utoipa::path(
    tag = "sessions",
    responses((status = 204, description = "The session that asks is the only one left")),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[delete("/auth/sessions")]
pub(crate) async fn end_other_sessions(
    who: SignedIn,
    req: HttpRequest,
    sessions: Data<SessionService>,
) -> Result<HttpResponse, Problem> {
    sessions.end_others(who.claims()).await?;
    note(&req, Event::SessionEnded);
    Ok(HttpResponse::NoContent().finish())
}
