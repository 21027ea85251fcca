//! `POST /auth/register`

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use tasklane_core::account::AccountService;
use tasklane_runtime::Event;

use super::bodies::{RegisterBody, UserBody};
use crate::extract::{ClientAddress, ExtractorChain, Json, RegisterAllowed, accepted_language};
use crate::respond::{Problem, audit};
use crate::route_table::{ApiOperation, RouteMetadata};

/// Register an account
///
/// Creates an account. Log in afterwards to get tokens. An e-mail address or username that another account gave up is
/// reserved for 30 days, and is reported as taken.
///
/// If `email_verification` of `GET /server` is `required`, the server sends an e-mail with a link to the address. The
/// user can log in after opening the link. If no such link is opened within 7 days after the first e-mail was sent, the
/// account is deleted.
#[utoipa::path(
    tag = "accounts",
    request_body = RegisterBody,
    responses(
        (status = 201, description = "The account was created", body = UserBody<'static>),
        (status = 400, description = "`email-taken` or `username-taken`"),
        (status = 403, description = "`registration-disabled`: this server does not allow registration"),
    )
)]
#[post("/auth/register")]
pub(crate) async fn register_user(
    request: ExtractorChain<(RegisterAllowed, Json<RegisterBody>)>,
    req: HttpRequest,
    accounts: Data<AccountService>,
) -> Result<HttpResponse, Problem> {
    let ExtractorChain((RegisterAllowed, Json(registration))) = request;
    let account = registration.into_account(accepted_language(&req));
    let user = accounts.register(account, ClientAddress::network(&req)).await?;
    audit::record(&req, Event::Registered);
    audit::record_user(&req, user.id);
    Ok(HttpResponse::Created().json(UserBody::from(&user)))
}

impl ApiOperation for register_user {
    const METADATA: RouteMetadata = RouteMetadata::V1.no_store();
}
