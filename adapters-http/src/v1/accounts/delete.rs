//! `DELETE /auth/me`

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete};
use tasklane_core::account::AccountService;
use tasklane_runtime::Event;

use super::account_change_bodies::ConfirmationBody;
use crate::extract::{ExtractorChain, OptionalJson, SignedIn, check_confirmation};
use crate::respond::{Problem, audit};
use crate::route_table::{ApiOperation, RouteMetadata};

/// Delete the current user
///
/// Permanently deletes the account with all its tasks and sessions. Requires `password` unless the session was opened
/// by a login within the last 10 minutes. The e-mail address and the username can be registered again after 30 days.
#[utoipa::path(
    tag = "accounts",
    request_body = Option<ConfirmationBody>,
    responses(
        (status = 204, description = "The account was deleted"),
        (status = 401, description = "`invalid-credentials`: wrong password; or `token-missing`, \
            `token-invalid`, `token-expired`, `token-revoked`"),
        (status = 403, description = "`password-required`: send `password`"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[delete("/auth/me")]
pub(crate) async fn delete_account(
    request: ExtractorChain<(SignedIn, OptionalJson<ConfirmationBody>)>,
    req: HttpRequest,
    accounts: Data<AccountService>,
) -> Result<HttpResponse, Problem> {
    let ExtractorChain((signed_in, OptionalJson(body))) = request;
    let password = body.flatten();
    check_confirmation(&req, signed_in.session_id(), password.as_ref()).await?;
    accounts.delete(signed_in.caller(&req), password.as_ref()).await?;
    audit::record(&req, Event::AccountDeleted);
    Ok(HttpResponse::NoContent().finish())
}

impl ApiOperation for delete_account {
    const METADATA: RouteMetadata = RouteMetadata::V1.no_store();
}
