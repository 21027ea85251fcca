//! `PUT /auth/me/password`

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, put};
use tasklane_core::account::AccountService;
use tasklane_runtime::Event;

use super::account_change_bodies::PasswordChangeBody;
use crate::extract::{ConfirmingUser, ExtractorChain, Json};
use crate::respond::{Problem, audit};
use crate::route_table::{ApiOperation, RouteMetadata};

/// Change the password
///
/// Changes the password, ends all other sessions of the user, and cancels a pending e-mail address.
#[utoipa::path(
    tag = "accounts",
    request_body = PasswordChangeBody,
    responses(
        (status = 204, description = "The password was changed, and all other sessions were ended"),
        (status = 401, description = "`invalid-credentials`: wrong current password; or `token-missing`, \
            `token-invalid`, `token-expired`, `token-revoked`"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[put("/auth/me/password")]
pub(crate) async fn change_password(
    request: ExtractorChain<(ConfirmingUser, Json<PasswordChangeBody>)>,
    req: HttpRequest,
    accounts: Data<AccountService>,
) -> Result<HttpResponse, Problem> {
    let ExtractorChain((ConfirmingUser(signed_in), Json((current, new)))) = request;
    accounts.change_password(signed_in.caller(&req), &current, &new).await?;
    audit::record(&req, Event::PasswordChanged);
    Ok(HttpResponse::NoContent().finish())
}

impl ApiOperation for change_password {
    const METADATA: RouteMetadata = RouteMetadata::V1.no_store();
}
