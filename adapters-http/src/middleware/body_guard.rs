//! Releases resources of a request only at the end of its response.
//!
//! A chunked request body that was not read completely is stored until the end of the response. As long as the body is
//! stored, the library closes the connection after the response. If the body were dropped earlier, the library would
//! read all remaining data of the body to reach the next request, even if the client never stops sending.
//!
//! The connection counts as busy until the end of the response.
//!
//! A long response body is split into pieces, because the library copies each chunk and stores the copy until the
//! client has read it.

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

use crate::connection::{Activity, RequestGuard};
use crate::response_memory::MAX_CHUNK_BYTES;

pub(crate) async fn guard<B: MessageBody + 'static>(
    mut req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let in_progress = req.conn_data::<Rc<Activity>>().map(Activity::begin);
    let unread = req.headers().contains_key(header::TRANSFER_ENCODING).then(|| {
        let unread = UnreadBody(Rc::new(RefCell::new(req.take_payload())));
        req.set_payload(Payload::Stream { payload: Box::pin(unread.clone()) });
        unread
    });
    let held = (in_progress, unread);
    match next.call(req).await {
        Ok(response) => Ok(response.map_body(|_, body| wrap(body.boxed(), &held))),
        Err(mut error) => {
            error.add_response_mapper(move |response| response.map_body(|_, body| wrap(body, &held)));
            Err(error)
        }
    }
}

type Resources = (Option<Rc<RequestGuard>>, Option<UnreadBody>);

fn wrap(body: BoxBody, held: &Resources) -> BoxBody {
    match held {
        (None, None) => body,
        held => BoxBody::new(GuardedBody { body, rest: Bytes::new(), _held: held.clone() }),
    }
}

/// A request body that is shared by the request and its response.
#[derive(Clone)]
struct UnreadBody(Rc<RefCell<Payload>>);

impl Stream for UnreadBody {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.borrow_mut().poll_next_unpin(cx)
    }
}

struct GuardedBody {
    body: BoxBody,
    rest: Bytes,
    _held: Resources,
}

impl MessageBody for GuardedBody {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let this = self.get_mut();
        if this.rest.is_empty() {
            match Pin::new(&mut this.body).poll_next(cx) {
                Poll::Ready(Some(Ok(bytes))) => this.rest = bytes,
                other => return other,
            }
        }
        let chunk = this.rest.split_to(MAX_CHUNK_BYTES.min(this.rest.len()));
        Poll::Ready(Some(Ok(chunk)))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::body::to_bytes;
    use futures_util::future::poll_fn;

    use super::*;

    #[tokio::test]
    async fn long_response_arrives_complete_and_in_pieces() {
        let long: Vec<u8> =
            (0..3 * MAX_CHUNK_BYTES + 7).map(|index| (index % 251).to_le_bytes()[0]).collect();
        let held = || {
            let held = (Some(Activity::begin(&Rc::default())), None);
            wrap(BoxBody::new(long.clone()), &held)
        };
        assert_eq!(held().size(), BodySize::Sized(long.len().try_into().unwrap()));
        let first = poll_fn(|cx| Pin::new(&mut held()).poll_next(cx)).await.unwrap().unwrap();
        assert_eq!(first.len(), MAX_CHUNK_BYTES);
        assert_eq!(to_bytes(held()).await.unwrap(), long);
    }
}
