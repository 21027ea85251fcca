//! `POST /auth/login`

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use tasklane_core::session::{Client, SessionService};
use tasklane_runtime::Event;

use super::Transport;
use super::bodies::{Login, LoginBody, TokenBody};
use crate::extract::{ClientAddress, FormOrJson, InOrder, LoginAllowed};
use crate::respond::{Problem, audit};
use crate::routing::{ApiOperation, RouteFacts};

/// Log in
///
/// Opens a session. Takes the OAuth2 password form or the same as JSON; the name may be the e-mail address or the
/// username.
///
/// With `transport=cookie` the refresh token is in no body but in a cookie, which no script can read and the browser sends
/// to the routes of sessions alone: `__Secure-refresh-<port>` for pages served by HTTPS, `refresh-<port>` for pages served
/// by plain HTTP, each without `-<port>` where the port is the default one. It is
/// `SameSite=Strict`: pages of another site have no use of it, also those of an origin that this server allows. Such
/// a page that is of another site must keep its refresh token itself. A browser's request from an origin that is neither
/// this server's nor allowed is refused.
#[utoipa::path(
    tag = "sessions",
    params(("transport" = Option<String>, Query, description = "`cookie`: keep the refresh token in a cookie")),
    request_body(content(
        (LoginBody = "application/x-www-form-urlencoded"),
        (LoginBody = "application/json"),
    )),
    responses(
        (status = 200, description = "The tokens of a new session", body = TokenBody),
        (status = 401, description = "`invalid-credentials`"),
        (status = 403, description = "`account-inactive`, told only to who knows the password; `origin-not-allowed`"),
    )
)]
#[post("/auth/login")]
pub(crate) async fn log_in(
    request: InOrder<(LoginAllowed, Transport, FormOrJson<LoginBody>)>,
    req: HttpRequest,
    sessions: Data<SessionService>,
) -> Result<HttpResponse, Problem> {
    let InOrder((LoginAllowed, transport, FormOrJson(login))) = request;
    open_session(&login, transport, &req, &sessions).await
}

impl ApiOperation for log_in {
    const FACTS: RouteFacts = RouteFacts::V1.no_store();
}

/// Where a login or a refresh comes from, as the owner of the session will see it.
pub(super) fn client_of(req: &HttpRequest) -> Client {
    let user_agent = req.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    Client::new(user_agent, ClientAddress::of(req).map(|ClientAddress(ip)| ip))
}

pub(crate) async fn open_session(
    login: &Login,
    transport: Transport,
    req: &HttpRequest,
    sessions: &SessionService,
) -> Result<HttpResponse, Problem> {
    let client = client_of(req);
    let pair = sessions.login(login.name.as_ref(), &login.attempt, client, transport.into()).await?;
    audit::record(req, Event::LoggedIn);
    audit::record_session(req, pair.who);
    transport.answer(pair, req)
}
