//! `PATCH /auth/me`

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, patch};
use tasklane_core::event::Event;
use tasklane_core::user::AccountService;

use super::bodies::UserBody;
use super::own_bodies::ProfilePatchBody;
use crate::input::{InOrder, Json};
use crate::limits::count_password;
use crate::noted::note;
use crate::problem::Problem;
use crate::signed_in::SignedIn;

/// Change one's profile
///
/// Changes what the body names and leaves the rest. Another e-mail address needs the current password.
#[utoipa::path(
    tag = "accounts",
    request_body(content(
        (ProfilePatchBody = "application/json"),
        (ProfilePatchBody = "application/merge-patch+json"),
    )),
    responses(
        (status = 200, description = "The user as it is now", body = UserBody<'static>),
        (status = 400, description = "`email-taken` or `username-taken`; `bad-request`: the body broke off"),
        (status = 401, description = "`invalid-credentials`: the current password is not right; or `token-missing`, \
            `token-invalid`, `token-expired`, `token-revoked`"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[patch("/auth/me")]
pub(crate) async fn change_profile(
    request: InOrder<(SignedIn, Json<ProfilePatchBody>)>,
    req: HttpRequest,
    accounts: Data<AccountService>,
) -> Result<HttpResponse, Problem> {
    let InOrder((who, Json(patch))) = request;
    if patch.may_try_password() {
        count_password(&req, who.user_id()).await?;
    }
    let user = accounts.change_profile(who.caller(&req), &patch).await?;
    note(&req, Event::ProfileChanged);
    Ok(HttpResponse::Ok().json(UserBody::from(&user)))
}
