//! How a client is given its refresh token: in the body, or in a cookie.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use tasklane_core::session::TokenPair;

use super::bodies::TokenBody;
use super::cookie;
use crate::input::Query;
use crate::problem::{Problem, Reason};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Transport {
    Body,
    Cookie,
}

impl Transport {
    /// From the parameter `transport`, which is `cookie` or not there.
    pub(crate) fn of(query: &mut Query) -> Result<Self, Problem> {
        let transport = query.single("transport", |raw| match raw {
            "cookie" => Ok(Self::Cookie),
            _ => Err(Reason::new("must be cookie", "enum")),
        });
        query.finish(Some(transport.unwrap_or(Self::Body)))
    }

    pub(crate) fn answer(self, pair: TokenPair, req: &HttpRequest) -> Result<HttpResponse, Problem> {
        let mut answer = HttpResponse::Ok();
        if self == Self::Body {
            return Ok(answer.json(TokenBody::from(pair)));
        }
        answer.insert_header((header::SET_COOKIE, cookie::keeping(&pair, req)?));
        Ok(answer.json(TokenBody::beside_cookie(pair)))
    }
}
