//! `POST /auth/email/resend`

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use tasklane_core::account::AccountService;
use tasklane_runtime::Event;

use crate::extract::SignedIn;
use crate::respond::{Problem, audit};
use crate::route_table::{ApiOperation, RouteMetadata};

/// Resend the verification e-mail
///
/// Sends another e-mail with a link to verify the pending e-mail address or, without a pending address, the e-mail
/// address of the account. Sends nothing if the address is verified. Earlier links stay valid. An account gets at most
/// 3 such e-mails per hour.
#[utoipa::path(
    tag = "accounts",
    responses(
        (status = 202, description = "The request was accepted"),
        (status = 403, description = "`mail-disabled`: this server does not send e-mail"),
    ),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[post("/auth/email/resend")]
pub(crate) async fn resend_verification(
    signed_in: SignedIn,
    req: HttpRequest,
    accounts: Data<AccountService>,
) -> Result<HttpResponse, Problem> {
    accounts.require_mail()?;
    accounts.resend_verification(signed_in.caller(&req)).await?;
    audit::record(&req, Event::VerificationRequested);
    Ok(HttpResponse::Accepted().finish())
}

impl ApiOperation for resend_verification {
    const METADATA: RouteMetadata = RouteMetadata::V1.no_store();
}
