//! `POST /auth/email/verify`

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use tasklane_core::account::{AccountService, VerifiedEmail};
use tasklane_runtime::Event;

use super::bodies::LinkBody;
use super::link::use_link;
use crate::extract::Json;
use crate::respond::{Problem, audit};
use crate::route_table::{ApiOperation, RouteMetadata};

/// Verify an e-mail address
///
/// Verifies an e-mail address with the token of the link that was sent to it. A pending address becomes the e-mail
/// address of the account. The previous address then gets an e-mail with a link that undoes the change for 7 days.
#[utoipa::path(
    tag = "accounts",
    request_body = LinkBody,
    responses(
        (status = 204, description = "The e-mail address was verified"),
        (status = 400, description = "`link-invalid`: the link is unknown, expired or used; `bad-request`: the request body is incomplete"),
        (status = 409, description = "`email-unavailable`: another account has taken the address since the link was sent"),
    )
)]
#[post("/auth/email/verify")]
pub(crate) async fn verify_email(
    Json(token): Json<LinkBody>,
    req: HttpRequest,
    accounts: Data<AccountService>,
) -> Result<HttpResponse, Problem> {
    let verified = use_link(&req, &token, async |handle| accounts.verify_email(&handle).await).await?;
    let event = match verified {
        VerifiedEmail::Current => Event::EmailVerified,
        VerifiedEmail::New => Event::EmailChanged,
    };
    audit::record(&req, event);
    Ok(HttpResponse::NoContent().finish())
}

impl ApiOperation for verify_email {
    const METADATA: RouteMetadata = RouteMetadata::V1.no_store();
}
