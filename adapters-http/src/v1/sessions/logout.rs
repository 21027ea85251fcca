//! `POST /auth/logout`

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use tasklane_core::session::SessionService;

use super::bodies::LogoutBody;
use crate::input::OptionalJson;
use crate::problem::Problem;
use crate::signed_in::bearer;

/// Log out
///
/// Ends the session of the access token, of the refresh token in the body, or of both. Repeating it does no harm.
#[utoipa::path(
    tag = "sessions",
    request_body = Option<LogoutBody>,
    responses(
        (status = 204, description = "The session has ended, by this request or before"),
        (status = 401, description = "`token-missing`: nothing says which session"),
    ),
    security((), ("OAuth2" = []), ("bearer" = []))
)]
#[post("/auth/logout")]
pub(crate) async fn log_out(
    req: HttpRequest,
    OptionalJson(refresh): OptionalJson<LogoutBody>,
    sessions: Data<SessionService>,
) -> Result<HttpResponse, Problem> {
    sessions.logout(bearer(&req)?, refresh.flatten().as_deref()).await?;
    Ok(HttpResponse::NoContent().finish())
}
