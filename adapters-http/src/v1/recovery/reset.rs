//! `POST /auth/password/reset`

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use tasklane_core::account::AccountService;
use tasklane_core::handle::Handle;
use tasklane_runtime::Event;

use super::bodies::{ResetPassword, ResetPasswordBody};
use super::link::use_link;
use crate::extract::{ClientAddress, Json};
use crate::respond::{Problem, audit};
use crate::route_table::{ApiOperation, RouteMetadata};
use crate::v1::sessions::cookie;

/// Reset the password
///
/// Sets a new password with the token of a link from an e-mail. Ends all sessions of the account, removes a pending
/// e-mail address, and invalidates all other links except links that undo a change of the address. The e-mail address
/// counts as verified, because the link was sent to it. If the request contains the refresh token cookie of the account,
/// the response clears the cookie.
#[utoipa::path(
    tag = "accounts",
    request_body = ResetPasswordBody,
    responses(
        (status = 204, description = "The password was changed, and all sessions were ended"),
        (status = 400, description = "`link-invalid`: the link is unknown, expired or used; `bad-request`: the request body is incomplete"),
    )
)]
#[post("/auth/password/reset")]
pub(crate) async fn reset_password(
    Json(body): Json<ResetPasswordBody>,
    req: HttpRequest,
    accounts: Data<AccountService>,
) -> Result<HttpResponse, Problem> {
    let ResetPassword { token, new_password } = body;
    let network = ClientAddress::network(&req);
    let reset = async |handle: Handle| {
        accounts.reset_password(&handle, &new_password, network).await.map(|()| handle.user_id)
    };
    let user_id = use_link(&req, &token, reset).await?;
    audit::record(&req, Event::PasswordReset);
    let mut response = HttpResponse::NoContent();
    // On a shared computer, the cookie may belong to another user, whose session continues.
    for cookie in cookie::clear_of_user(&req, user_id)? {
        response.append_header((header::SET_COOKIE, cookie));
    }
    Ok(response.finish())
}

impl ApiOperation for reset_password {
    const METADATA: RouteMetadata = RouteMetadata::V1.no_store();
}
