//! A large response that is completely in memory.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody};
use actix_web::web::Bytes;

use super::transmission::Transmission;

pub(super) struct BufferedBody {
    size: u64,
    rest: Bytes,
    /// `None` after the connection has accepted the last chunk.
    transmission: Option<Transmission>,
}

impl BufferedBody {
    pub(super) fn new(bytes: Bytes, transmission: Transmission) -> Self {
        // A length in memory fits in 64 bits: the conversion cannot fail.
        Self {
            size: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            rest: bytes,
            transmission: Some(transmission),
        }
    }
}

impl MessageBody for BufferedBody {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.size)
    }

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        let this = self.get_mut();
        let Some(transmission) = &this.transmission else { return Poll::Ready(None) };
        let chunk = transmission.next_chunk(&mut this.rest);
        if this.rest.is_empty() {
            this.transmission = None;
        }
        Poll::Ready(Some(Ok(chunk)))
    }
}
