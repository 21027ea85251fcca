//! `GET /auth/sessions`

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use tasklane_core::session::SessionService;

use super::bodies::SessionBody;
use crate::extract::SignedIn;
use crate::respond::Problem;
use crate::routing::{ApiOperation, RouteFacts};

/// List sessions
///
/// Where one is logged in: the sessions that are live, the one used last first, and of those used at once the one with
/// the greatest id. A login uses a session, and so does each refresh. At most 50 live at a time: one more login ends the
/// one that was used least recently.
#[utoipa::path(
    tag = "sessions",
    responses((status = 200, description = "The live sessions of the user", body = [SessionBody<'static>])),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[get("/auth/sessions")]
pub(crate) async fn list_sessions(
    who: SignedIn,
    sessions: Data<SessionService>,
) -> Result<HttpResponse, Problem> {
    let live = sessions.list(who.user_id()).await?;
    let bodies = live.iter().map(|session| SessionBody::new(session, who.session_id()));
    Ok(HttpResponse::Ok().json(bodies.collect::<Vec<_>>()))
}

impl ApiOperation for list_sessions {
    const FACTS: RouteFacts = RouteFacts::V1.no_store();
}
