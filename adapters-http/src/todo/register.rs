//! `POST /api/auth/register`

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use tasklane_core::account::AccountService;
use tasklane_runtime::Event;

use super::bodies::{TodoRegisterBody, TodoUserBody};
use crate::extract::{ClientAddress, ExtractorChain, Json, RegisterAllowed, accepted_language};
use crate::respond::{Problem, audit};
use crate::route_table::{ApiOperation, RouteMetadata};

/// Register an account (todo client)
///
/// Creates an account. The username is derived from the part of the e-mail address before the `@`. An e-mail address
/// that another account gave up is reserved for 30 days, and is reported as taken.
#[utoipa::path(
    tag = "todo",
    request_body = TodoRegisterBody,
    responses(
        (status = 201, description = "The account was created", body = TodoUserBody<'static>),
        (status = 400, description = "`email-taken`; `username-taken` if no similar username is available"),
        (status = 403, description = "`registration-disabled`: this server does not allow registration"),
    )
)]
#[post("/api/auth/register")]
pub(crate) async fn todo_register(
    request: ExtractorChain<(RegisterAllowed, Json<TodoRegisterBody>)>,
    req: HttpRequest,
    accounts: Data<AccountService>,
) -> Result<HttpResponse, Problem> {
    let ExtractorChain((RegisterAllowed, Json(registration))) = request;
    let account = registration.into_account(accepted_language(&req).unwrap_or_default());
    let user = accounts.register_by_email(account, ClientAddress::network(&req)).await?;
    audit::record(&req, Event::Registered);
    audit::record_user(&req, user.id);
    Ok(HttpResponse::Created().json(TodoUserBody::from(&user)))
}

impl ApiOperation for todo_register {
    const METADATA: RouteMetadata = RouteMetadata::TODO.no_store();
}
