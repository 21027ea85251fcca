//! `POST /api/auth/login`

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use tasklane_core::session::SessionService;

use crate::extract::{ExtractorChain, FormOrJson, LoginAllowed};
use crate::respond::Problem;
use crate::route_table::{ApiOperation, RouteMetadata};
use crate::v1::sessions::{LoginBody, TokenBody, Transport, open_session};

/// Log in (todo client)
///
/// Works like the login of v1. The tokens are valid for the v1 routes and the todo routes.
#[utoipa::path(
    tag = "todo",
    request_body(content(
        (LoginBody = "application/x-www-form-urlencoded"),
        (LoginBody = "application/json"),
    )),
    responses(
        (status = 200, description = "The tokens of the new session", body = TokenBody),
        (status = 401, description = "`invalid-credentials`: wrong username or password"),
        (status = 403, description = "`account-inactive` or `email-not-verified`, only if the password is correct"),
    )
)]
#[post("/api/auth/login")]
pub(crate) async fn todo_login(
    request: ExtractorChain<(LoginAllowed, FormOrJson<LoginBody>)>,
    req: HttpRequest,
    sessions: Data<SessionService>,
) -> Result<HttpResponse, Problem> {
    let ExtractorChain((LoginAllowed, FormOrJson(login))) = request;
    open_session(&login, Transport::Body, &req, &sessions).await
}

impl ApiOperation for todo_login {
    const METADATA: RouteMetadata = RouteMetadata::TODO.no_store();
}
