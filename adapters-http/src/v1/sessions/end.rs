//! `DELETE /auth/sessions/{session_id}`

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete};
use tasklane_core::event::Event;
use tasklane_core::session::SessionService;

use crate::input::{InOrder, SessionRef};
use crate::noted::note;
use crate::problem::Problem;
use crate::signed_in::SignedIn;

/// End a session
///
/// Its tokens stop working at once. It may be the one that asks; that is a logout.
#[utoipa::path(
    tag = "sessions",
    responses(
        (status = 204, description = "The session has ended"),
        (status = 404, description = "`session-not-found`: not one of the user's, or it has ended already"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[delete("/auth/sessions/{session_id}")]
pub(crate) async fn end_session(
    InOrder((who, session)): InOrder<(SignedIn, SessionRef)>,
    req: HttpRequest,
    sessions: Data<SessionService>,
) -> Result<HttpResponse, Problem> {
    sessions.end(who.user_id(), session.0).await?;
    note(&req, Event::SessionEnded);
    Ok(HttpResponse::NoContent().finish())
}
