//! `DELETE /auth/sessions`

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete};
use tasklane_core::session::SessionService;
use tasklane_runtime::Event;

use crate::extract::{ExtractorChain, OptionalJson, SignedIn, check_confirmation};
use crate::respond::{Problem, audit};
use crate::route_table::{ApiOperation, RouteMetadata};
use crate::v1::accounts::ConfirmationBody;

/// Revoke all other sessions
///
/// Ends all sessions of the user except the current session. Requires `password` unless the current session was opened
/// by a login within the last 10 minutes.
#[utoipa::path(
    tag = "sessions",
    request_body = Option<ConfirmationBody>,
    responses(
        (status = 204, description = "All other sessions were revoked"),
        (status = 401, description = "`invalid-credentials`: wrong password; or `token-missing`, \
            `token-invalid`, `token-expired`, `token-revoked`"),
        (status = 403, description = "`password-required`: send `password`"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[delete("/auth/sessions")]
pub(crate) async fn end_other_sessions(
    request: ExtractorChain<(SignedIn, OptionalJson<ConfirmationBody>)>,
    req: HttpRequest,
    sessions: Data<SessionService>,
) -> Result<HttpResponse, Problem> {
    let ExtractorChain((signed_in, OptionalJson(body))) = request;
    let password = body.flatten();
    check_confirmation(&req, signed_in.session_id(), password.as_ref()).await?;
    sessions.end_others(signed_in.caller(&req), password.as_ref()).await?;
    audit::record(&req, Event::SessionEnded);
    Ok(HttpResponse::NoContent().finish())
}

impl ApiOperation for end_other_sessions {
    const METADATA: RouteMetadata = RouteMetadata::V1.no_store();
}
