//! `DELETE /auth/me/pending-email`

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete};
use tasklane_core::account::AccountService;
use tasklane_runtime::Event;

use crate::extract::SignedIn;
use crate::respond::{Problem, audit};
use crate::route_table::{ApiOperation, RouteMetadata};

/// Cancel a change of the e-mail address
///
/// Removes the pending e-mail address, and invalidates the links that were sent to it. Has no effect if no change is
/// pending.
#[utoipa::path(
    tag = "accounts",
    responses((status = 204, description = "The account has no pending e-mail address")),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[delete("/auth/me/pending-email")]
pub(crate) async fn cancel_email_change(
    signed_in: SignedIn,
    req: HttpRequest,
    accounts: Data<AccountService>,
) -> Result<HttpResponse, Problem> {
    accounts.cancel_email_change(signed_in.caller(&req)).await?;
    audit::record(&req, Event::EmailChangeCancelled);
    Ok(HttpResponse::NoContent().finish())
}

impl ApiOperation for cancel_email_change {
    const METADATA: RouteMetadata = RouteMetadata::V1.no_store();
}
