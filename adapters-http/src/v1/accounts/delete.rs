//! `DELETE /auth/me`

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete};
use tasklane_core::event::Event;
use tasklane_core::user::AccountService;

use super::own_bodies::DeletionBody;
use crate::input::{InOrder, Json};
use crate::noted::note;
use crate::problem::Problem;
use crate::signed_in::Confirming;

/// Delete one's account
///
/// Deletes the user, all tasks and all sessions for good.
#[utoipa::path(
    tag = "accounts",
    request_body = DeletionBody,
    responses(
        (status = 204, description = "Nothing is left"),
        (status = 401, description = "`invalid-credentials`: the password is not right; or `token-missing`, \
            `token-invalid`, `token-expired`, `token-revoked`"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[delete("/auth/me")]
pub(crate) async fn delete_account(
    request: InOrder<(Confirming, Json<DeletionBody>)>,
    req: HttpRequest,
    accounts: Data<AccountService>,
) -> Result<HttpResponse, Problem> {
    let InOrder((Confirming(who), Json(password))) = request;
    accounts.delete(who.caller(&req), &password).await?;
    note(&req, Event::AccountDeleted);
    Ok(HttpResponse::NoContent().finish())
}
