//! `POST /auth/email/undo`

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use tasklane_core::account::AccountService;
use tasklane_runtime::Event;

use super::bodies::LinkBody;
use super::link::use_link;
use crate::extract::{ClientAddress, Json};
use crate::respond::{Problem, audit};
use crate::route_table::{ApiOperation, RouteMetadata};

/// Undo a change of the e-mail address
///
/// Restores the previous e-mail address with the token of the link that was sent to it after the change. An attacker
/// may have made the change. So all sessions end, all other links become invalid, and the password stops working. The
/// server sends an e-mail with a link to set a new password to the restored address.
#[utoipa::path(
    tag = "accounts",
    request_body = LinkBody,
    responses(
        (status = 204, description = "The previous e-mail address was restored"),
        (status = 400, description = "`link-invalid`: the link is unknown, expired or used; `bad-request`: the request body is incomplete"),
        (status = 409, description = "`email-unavailable`: another account has taken the address since the change"),
    )
)]
#[post("/auth/email/undo")]
pub(crate) async fn undo_email_change(
    Json(token): Json<LinkBody>,
    req: HttpRequest,
    accounts: Data<AccountService>,
) -> Result<HttpResponse, Problem> {
    let network = ClientAddress::network(&req);
    let undo = async |handle| accounts.undo_email_change(&handle, network).await;
    use_link(&req, &token, undo).await?;
    audit::record(&req, Event::EmailChangeUndone);
    Ok(HttpResponse::NoContent().finish())
}

impl ApiOperation for undo_email_change {
    const METADATA: RouteMetadata = RouteMetadata::V1.no_store();
}
