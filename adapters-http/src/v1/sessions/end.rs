//! `DELETE /auth/sessions/{session_id}`

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete};
use tasklane_core::session::SessionService;
use tasklane_runtime::Event;

use crate::extract::{InOrder, OptionalJson, SessionRef, SignedIn, count_confirmation};
use crate::respond::{Problem, audit};
use crate::routing::{ApiOperation, PathParameter, RouteFacts};
use crate::v1::accounts::ConfirmationBody;

/// End a session
///
/// Its tokens stop working at once. The session that asks can end itself; that is a logout. Any other one needs the
/// password, unless the login was at most 10 minutes ago.
#[utoipa::path(
    tag = "sessions",
    request_body = Option<ConfirmationBody>,
    responses(
        (status = 204, description = "The session has ended"),
        (status = 401, description = "`invalid-credentials`: the password is not right; or `token-missing`, \
            `token-invalid`, `token-expired`, `token-revoked`"),
        (status = 403, description = "`password-required`"),
        (status = 404, description = "`session-not-found`: not one of the user's, or it has ended already"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[delete("/auth/sessions/{session_id}")]
pub(crate) async fn end_session(
    request: InOrder<(SignedIn, SessionRef, OptionalJson<ConfirmationBody>)>,
    req: HttpRequest,
    sessions: Data<SessionService>,
) -> Result<HttpResponse, Problem> {
    let InOrder((who, session, OptionalJson(body))) = request;
    let password = body.flatten().filter(|_| session.0 != who.session_id());
    count_confirmation(&req, who.session_id(), password.as_ref()).await?;
    sessions.end(who.caller(&req), session.0, password.as_ref()).await?;
    audit::record(&req, Event::SessionEnded);
    Ok(HttpResponse::NoContent().finish())
}

impl ApiOperation for end_session {
    const FACTS: RouteFacts = RouteFacts::V1.no_store().with_path(&[PathParameter::Session]);
}
