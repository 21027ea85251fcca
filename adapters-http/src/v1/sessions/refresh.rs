//! `POST /auth/refresh`

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use tasklane_core::limit::{LimitClass, LimitKey};
use tasklane_core::session::SessionService;

use super::bodies::{RefreshBody, TokenBody};
use crate::input::OptionalJson;
use crate::limits::count;
use crate::problem::{Fault, Problem};

/// Refresh
///
/// Gives a new access token and a new refresh token. The old refresh token dies when the new one is first used, so a
/// client that lost the answer can ask again; a dead token that comes back ends the session.
#[utoipa::path(
    tag = "sessions",
    request_body = RefreshBody,
    responses(
        (status = 200, description = "New tokens of the same session", body = TokenBody),
        (status = 401, description = "`refresh-invalid` or `refresh-reused`"),
    )
)]
#[post("/auth/refresh")]
pub(crate) async fn refresh_session(
    OptionalJson(token): OptionalJson<RefreshBody>,
    req: HttpRequest,
    sessions: Data<SessionService>,
) -> Result<HttpResponse, Problem> {
    let token = token.ok_or_else(|| Fault::missing("refresh_token"))?;
    // A token that is none costs next to nothing, and belongs to nobody.
    if let Some(session) = sessions.session_of(&token) {
        count(&req, LimitClass::Refresh, LimitKey::Session(session)).await?;
    }
    let pair = sessions.refresh(&token).await?;
    Ok(HttpResponse::Ok().json(TokenBody::from(pair)))
}
