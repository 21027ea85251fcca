//! `POST /auth/login`

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use tasklane_core::session::{Client, SessionService};

use super::bodies::{Login, LoginBody, TokenBody};
use crate::client_address::ClientAddress;
use crate::input::{FormOrJson, InOrder};
use crate::limits::LoginAllowed;
use crate::problem::Problem;

/// Log in
///
/// Opens a session. Takes the OAuth2 password form or the same as JSON; the name may be the e-mail address or the
/// username.
#[utoipa::path(
    tag = "sessions",
    request_body(content(
        (LoginBody = "application/x-www-form-urlencoded"),
        (LoginBody = "application/json"),
    )),
    responses(
        (status = 200, description = "The tokens of a new session", body = TokenBody),
        (status = 401, description = "`invalid-credentials`"),
        (status = 403, description = "`account-inactive`, told only to who knows the password"),
    )
)]
#[post("/auth/login")]
pub(crate) async fn log_in(
    request: InOrder<(LoginAllowed, FormOrJson<LoginBody>)>,
    req: HttpRequest,
    sessions: Data<SessionService>,
) -> Result<HttpResponse, Problem> {
    let InOrder((LoginAllowed, FormOrJson(login))) = request;
    open_session(&login, &req, &sessions).await
}

pub(crate) async fn open_session(
    login: &Login,
    req: &HttpRequest,
    sessions: &SessionService,
) -> Result<HttpResponse, Problem> {
    let user_agent = req.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    let client = Client::new(user_agent, ClientAddress::of(req).map(|ClientAddress(ip)| ip));
    let pair = sessions.login(login.name.as_ref(), &login.attempt, client).await?;
    Ok(HttpResponse::Ok().json(TokenBody::from(pair)))
}
