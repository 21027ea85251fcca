//! `POST /auth/logout`

use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use tasklane_core::session::SessionService;
use tasklane_runtime::Event;

use super::bodies::LogoutBody;
use super::cookie::{self, RefreshCookies};
use crate::extract::{OptionalJson, bearer};
use crate::respond::{Problem, audit};
use crate::route_table::{ApiOperation, RouteMetadata};

/// Instructs the browser to delete cached and stored data of this server (W3C Clear Site Data).
const CLEAR_SITE_DATA: (HeaderName, HeaderValue) =
    (HeaderName::from_static("clear-site-data"), HeaderValue::from_static(r#""cache", "storage""#));

/// Log out
///
/// Ends the session of the access token, of the refresh token in the body, or of both. Repeating a logout has no
/// effect. If the body contains no token, the server uses and clears the refresh token cookie. This requires an
/// `Origin` that is this server's origin or an allowed origin. The response instructs browsers to clear their cache and
/// storage for this server.
#[utoipa::path(
    tag = "sessions",
    request_body = Option<LogoutBody>,
    responses(
        (status = 204, description = "The session has ended, by this request or earlier"),
        (status = 401, description = "`token-missing`: the request contains no token"),
        (status = 403, description = "`origin-not-allowed`: the page is not allowed to use the cookie"),
    ),
    security((), ("OAuth2" = []), ("bearer" = []))
)]
#[post("/auth/logout")]
pub(crate) async fn log_out(
    req: HttpRequest,
    OptionalJson(named): OptionalJson<LogoutBody>,
    sessions: Data<SessionService>,
) -> Result<HttpResponse, Problem> {
    let access = bearer(&req)?;
    let named = named.flatten();
    let cookies = if named.is_none() { Some(RefreshCookies::of_request(&req, &sessions)?) } else { None };
    let mut tokens = cookies.iter().flat_map(RefreshCookies::tokens);
    let first = tokens.next();
    let mut ended = sessions.logout(access, named.as_deref().or(first)).await?;
    // End the session of every cookie: the request does not show which cookie another host planted.
    for other in tokens {
        let also = sessions.logout(None, Some(other)).await?;
        ended = ended.or(also);
    }
    if let Some(signed_in) = ended {
        audit::record(&req, Event::LoggedOut);
        audit::record_session(&req, signed_in);
    }
    let mut response = HttpResponse::NoContent();
    if first.is_some() {
        for cookie in cookie::clear(&req)? {
            response.append_header((header::SET_COOKIE, cookie));
        }
    }
    Ok(response.insert_header(CLEAR_SITE_DATA).finish())
}

impl ApiOperation for log_out {
    const METADATA: RouteMetadata = RouteMetadata::V1.no_store().unlimited();
}
