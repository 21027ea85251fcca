//! `PATCH /auth/me`

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, patch};
use tasklane_core::account::AccountService;
use tasklane_runtime::Event;

use super::account_change_bodies::ProfilePatchBody;
use super::bodies::UserBody;
use crate::extract::{ExtractorChain, Json, SignedIn, check_confirmation, check_name_change};
use crate::respond::{Problem, audit};
use crate::route_table::{ApiOperation, RouteMetadata};

/// Update the current user
///
/// Updates the members that the body contains. Absent members remain unchanged. Changing the e-mail address or the
/// username requires `password` unless the session was opened by a login within the last 10 minutes. Such a change also
/// counts against the rate limit for registrations, because the response reveals whether the address or username is
/// taken. The previous address or username stays reserved for this account for 30 days.
///
/// If the server sends e-mail, the user must verify a new e-mail address first. The response contains the address as
/// `pending_email`, and the server sends a link to it. The address becomes `email` if the user opens the link within 30
/// minutes.
#[utoipa::path(
    tag = "accounts",
    request_body(content(
        (ProfilePatchBody = "application/json"),
        (ProfilePatchBody = "application/merge-patch+json"),
    )),
    responses(
        (status = 200, description = "The updated user", body = UserBody<'static>),
        (status = 400, description = "`email-taken`; `username-taken`; `bad-request`: the request body is incomplete"),
        (status = 401, description = "`invalid-credentials`: wrong current password; or `token-missing`, \
            `token-invalid`, `token-expired`, `token-revoked`"),
        (status = 403, description = "`password-required`: send `password`"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[patch("/auth/me")]
pub(crate) async fn change_profile(
    request: ExtractorChain<(SignedIn, Json<ProfilePatchBody>)>,
    req: HttpRequest,
    accounts: Data<AccountService>,
) -> Result<HttpResponse, Problem> {
    let ExtractorChain((signed_in, Json(patch))) = request;
    let caller = signed_in.caller(&req);
    if accounts.is_renaming(caller, &patch).await? {
        check_confirmation(&req, signed_in.session_id(), patch.password.as_ref()).await?;
        check_name_change(&req, signed_in.user_id()).await?;
    }
    let user = accounts.change_profile(caller, &patch).await?;
    audit::record(&req, Event::ProfileChanged);
    Ok(HttpResponse::Ok().json(UserBody::from(&user)))
}

impl ApiOperation for change_profile {
    const METADATA: RouteMetadata = RouteMetadata::V1.no_store();
}
