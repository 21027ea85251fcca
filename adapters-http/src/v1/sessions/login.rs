//! `POST /auth/login`

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use tasklane_core::session::{Client, SessionService};
use tasklane_runtime::Event;

use super::Transport;
use super::bodies::{Login, LoginBody, TokenBody};
use crate::extract::{ClientAddress, ExtractorChain, FormOrJson, LoginAllowed};
use crate::respond::{Problem, audit};
use crate::route_table::{ApiOperation, RouteMetadata};

/// Log in
///
/// Opens a session and returns its tokens. Accepts the OAuth2 password form or the same members as JSON. `username` can
/// also be an e-mail address.
///
/// With `transport=cookie`, the refresh token is set as a cookie and omitted from the response body. Scripts cannot
/// read the cookie, and browsers send it only to the `/auth` routes. The name of the cookie is
/// `__Secure-refresh-<port>` for pages served over HTTPS, and `refresh-<port>` for pages served over plain HTTP. For
/// the default port, `-<port>` is omitted.
///
/// The cookie is `SameSite=Strict`, so pages of another site cannot use it, even if their origin is allowed. Such pages
/// must store the refresh token themselves. With `transport=cookie`, the server rejects a request whose `Origin` is
/// neither its own origin nor an allowed origin.
#[utoipa::path(
    tag = "sessions",
    params(("transport" = Option<String>, Query, description = "Set to `cookie` to receive the refresh token as a cookie")),
    request_body(content(
        (LoginBody = "application/x-www-form-urlencoded"),
        (LoginBody = "application/json"),
    )),
    responses(
        (status = 200, description = "The tokens of the new session", body = TokenBody),
        (status = 401, description = "`invalid-credentials`: wrong username or password"),
        (status = 403, description = "`account-inactive` or `email-not-verified`, only if the password is correct; \
            `origin-not-allowed`"),
    )
)]
#[post("/auth/login")]
pub(crate) async fn log_in(
    request: ExtractorChain<(LoginAllowed, Transport, FormOrJson<LoginBody>)>,
    req: HttpRequest,
    sessions: Data<SessionService>,
) -> Result<HttpResponse, Problem> {
    let ExtractorChain((LoginAllowed, transport, FormOrJson(login))) = request;
    open_session(&login, transport, &req, &sessions).await
}

impl ApiOperation for log_in {
    const METADATA: RouteMetadata = RouteMetadata::V1.no_store();
}

/// Returns the client of a login or refresh, as shown in the list of sessions.
pub(super) fn client_of(req: &HttpRequest) -> Client {
    let user_agent = req.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    Client::new(user_agent, ClientAddress::from_extensions(req).map(|ClientAddress(ip)| ip))
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
    audit::record_session(req, pair.signed_in);
    transport.respond(pair, req)
}
