//! `POST /auth/password/forgot`

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use tasklane_core::account::AccountService;
use tasklane_runtime::Event;

use super::bodies::ForgotPasswordBody;
use crate::extract::{ExtractorChain, Json, RegisterAllowed};
use crate::password_resets::PasswordResetQueue;
use crate::respond::{Problem, audit};
use crate::route_table::{ApiOperation, RouteMetadata};

/// Request a password reset
///
/// Sends an e-mail with a link to set a new password, if an active account has this e-mail address or username. The
/// response is the same for every name, and is sent before the server looks up the account. The link is valid for 30
/// minutes after the e-mail was sent. Earlier links stay valid. An account gets at most 3 such e-mails per hour.
#[utoipa::path(
    tag = "accounts",
    request_body = ForgotPasswordBody,
    responses(
        (status = 202, description = "The request was accepted, whether or not the account exists"),
        (status = 403, description = "`mail-disabled`: this server does not send e-mail"),
    )
)]
#[post("/auth/password/forgot")]
pub(crate) async fn forgot_password(
    request: ExtractorChain<(RegisterAllowed, Json<ForgotPasswordBody>)>,
    req: HttpRequest,
    accounts: Data<AccountService>,
    requests: Data<PasswordResetQueue>,
) -> Result<HttpResponse, Problem> {
    let ExtractorChain((RegisterAllowed, Json(name))) = request;
    accounts.require_mail()?;
    if let Some(name) = name {
        requests.add(name);
    }
    audit::record(&req, Event::PasswordResetRequested);
    Ok(HttpResponse::Accepted().finish())
}

impl ApiOperation for forgot_password {
    const METADATA: RouteMetadata = RouteMetadata::V1.no_store();
}
