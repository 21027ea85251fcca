//! Ends the connection after an answer to a chunked body that was not read to its end.
//!
//! To reach the next request, the library would read on for as long as the client sends. It closes the connection
//! instead where somebody still holds the body, so the answer holds it.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use actix_web::{Error, HttpMessage};
use futures_util::{Stream, StreamExt};

pub(crate) async fn close<B: MessageBody + 'static>(
    mut req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if !req.headers().contains_key(header::TRANSFER_ENCODING) {
        return next.call(req).await.map(ServiceResponse::map_into_boxed_body);
    }
    let unread = Unread(Rc::new(RefCell::new(req.take_payload())));
    req.set_payload(Payload::Stream { payload: Box::pin(unread.clone()) });
    match next.call(req).await {
        Ok(answer) => {
            let hold = |body: B| BoxBody::new(Holding { body: body.boxed(), _unread: unread });
            Ok(answer.map_body(|_, body| hold(body)))
        }
        Err(mut error) => {
            error.add_response_mapper(move |answer| {
                answer.map_body(|_, body| BoxBody::new(Holding { body, _unread: unread.clone() }))
            });
            Err(error)
        }
    }
}

/// A request's body, held by the request and by its answer.
#[derive(Clone)]
struct Unread(Rc<RefCell<Payload>>);

impl Stream for Unread {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.borrow_mut().poll_next_unpin(cx)
    }
}

struct Holding {
    body: BoxBody,
    _unread: Unread,
}

impl MessageBody for Holding {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.get_mut().body).poll_next(cx)
    }
}
