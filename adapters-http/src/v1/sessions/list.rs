//! `GET /auth/sessions`

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use tasklane_core::session::SessionService;

use super::bodies::SessionBody;
use crate::extract::SignedIn;
use crate::respond::Problem;
use crate::route_table::{ApiOperation, RouteMetadata};

/// List sessions
///
/// Lists the active sessions of the user, most recently used first. Sessions with the same time of use are ordered by
/// descending ID. Logins and refreshes count as use. A user has at most 50 active sessions; a further login ends the
/// least recently used session.
#[utoipa::path(
    tag = "sessions",
    responses((status = 200, description = "The active sessions", body = [SessionBody<'static>])),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[get("/auth/sessions")]
pub(crate) async fn list_sessions(
    signed_in: SignedIn,
    sessions: Data<SessionService>,
) -> Result<HttpResponse, Problem> {
    let live = sessions.list(signed_in.user_id()).await?;
    let bodies = live.iter().map(|session| SessionBody::new(session, signed_in.session_id()));
    Ok(HttpResponse::Ok().json(bodies.collect::<Vec<_>>()))
}

impl ApiOperation for list_sessions {
    const METADATA: RouteMetadata = RouteMetadata::V1.no_store();
}
