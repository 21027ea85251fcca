//! Logs responses that are aborted while they are sent. The request's log line was written earlier, when the status was
//! known.

use std::error::Error;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::web::Bytes;
use actix_web::{HttpMessage, HttpRequest};
use tasklane_core::ids::UserId;
use tasklane_runtime::Event;
use tasklane_runtime::format_error_chain;

use super::request_id::RequestId;
use crate::extract::SignedIn;
use crate::response_memory::PartError;

/// Wraps a streamed body to log a failure. Other bodies cannot fail after the response has begun.
pub(super) fn watch(body: BoxBody, req: &HttpRequest, id: &RequestId) -> BoxBody {
    if body.size() != BodySize::Stream {
        return body;
    }
    let user = req.extensions().get::<SignedIn>().map(|user| user.user_id());
    BoxBody::new(AbortLoggedBody { body, id: id.clone(), route: req.match_pattern(), user })
}

struct AbortLoggedBody {
    body: BoxBody,
    id: RequestId,
    route: Option<String>,
    user: Option<UserId>,
}

impl MessageBody for AbortLoggedBody {
    type Error = Box<dyn Error>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let this = self.get_mut();
        let polled = Pin::new(&mut this.body).poll_next(cx);
        if let Poll::Ready(Some(Err(error))) = &polled {
            this.log(&**error);
        }
        polled
    }
}

impl AbortLoggedBody {
    fn log(&self, error: &(dyn Error + 'static)) {
        let is_failure = error.downcast_ref::<PartError>().is_none_or(PartError::is_failure);
        macro_rules! line {
            ($level:ident, $event:expr) => {
                tracing::$level!(
                    request_id = self.id.as_str(),
                    route = self.route.as_deref(),
                    event = $event.map(Event::as_str),
                    user_id = self.user.map(UserId::get),
                    cause = format_error_chain(error),
                    "response aborted"
                )
            };
        }
        if is_failure {
            line!(error, Some(Event::Failed));
        } else {
            line!(info, None::<Event>);
        }
    }
}
