//! How a client receives its refresh token: in the body, or as a cookie.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use tasklane_core::session::{TokenPair, TokenTransport};

use super::bodies::TokenBody;
use super::cookie;
use crate::extract::{Query, origin};
use crate::respond::{Problem, Reason};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Transport {
    Body,
    Cookie,
}

/// Reads the parameter `transport`. Rejects `cookie` if the request has an `Origin` that is neither this server's
/// origin nor an allowed origin.
impl FromRequest for Transport {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(Query::from_request(req, payload).into_inner().and_then(|mut query| {
            let transport = Self::from_query(&mut query)?;
            if transport == Self::Cookie {
                // Prevents login CSRF: otherwise a page could log its visitors in to the attacker's account.
                origin::check_if_present(req)?;
            }
            Ok(transport)
        }))
    }
}

impl Transport {
    /// Reads the parameter `transport`, which must be `cookie` if it is present.
    fn from_query(query: &mut Query) -> Result<Self, Problem> {
        let transport = query.single("transport", |raw| match raw {
            "cookie" => Ok(Self::Cookie),
            _ => Err(Reason::new("must be cookie", "enum")),
        });
        query.finish(Some(transport.unwrap_or(Self::Body)))
    }

    pub(crate) fn respond(self, pair: TokenPair, req: &HttpRequest) -> Result<HttpResponse, Problem> {
        origin::log_unencrypted(req);
        let mut response = HttpResponse::Ok();
        if self == Self::Body {
            return Ok(response.json(TokenBody::from(pair)));
        }
        for cookie in cookie::store(&pair, req)? {
            response.append_header((header::SET_COOKIE, cookie));
        }
        Ok(response.json(TokenBody::without_refresh_token(pair)))
    }
}

impl From<Transport> for TokenTransport {
    fn from(transport: Transport) -> Self {
        match transport {
            Transport::Body => Self::Body,
            Transport::Cookie => Self::Cookie,
        }
    }
}
