//! `DELETE /auth/sessions/{session_id}`

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete};
use tasklane_core::session::SessionService;
use tasklane_runtime::Event;

use crate::extract::{ExtractorChain, OptionalJson, SessionRef, SignedIn, check_confirmation};
use crate::respond::{Problem, audit};
use crate::route_table::{ApiOperation, PathParameter, RouteMetadata};
use crate::v1::accounts::ConfirmationBody;

/// Revoke a session
///
/// Ends a session. The tokens of the session stop working immediately. Ending any session except the caller's requires
/// `password`, unless the caller's session was opened by a login within the last 10 minutes.
#[utoipa::path(
    tag = "sessions",
    request_body = Option<ConfirmationBody>,
    responses(
        (status = 204, description = "The session was revoked"),
        (status = 401, description = "`invalid-credentials`: wrong password; or `token-missing`, \
            `token-invalid`, `token-expired`, `token-revoked`"),
        (status = 403, description = "`password-required`: send `password`"),
        (status = 404, description = "`session-not-found`: the user has no session with this ID, or the session has ended"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[delete("/auth/sessions/{session_id}")]
pub(crate) async fn end_session(
    request: ExtractorChain<(SignedIn, SessionRef, OptionalJson<ConfirmationBody>)>,
    req: HttpRequest,
    sessions: Data<SessionService>,
) -> Result<HttpResponse, Problem> {
    let ExtractorChain((signed_in, session, OptionalJson(body))) = request;
    let password = body.flatten().filter(|_| session.0 != signed_in.session_id());
    check_confirmation(&req, signed_in.session_id(), password.as_ref()).await?;
    sessions.end(signed_in.caller(&req), session.0, password.as_ref()).await?;
    audit::record(&req, Event::SessionEnded);
    Ok(HttpResponse::NoContent().finish())
}

impl ApiOperation for end_session {
    const METADATA: RouteMetadata = RouteMetadata::V1.no_store().with_path(&[PathParameter::Session]);
}
