//! A request body that the client is asked for only when the application reads it.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use actix_http::Payload;
use actix_http::error::PayloadError;
use actix_web::web::Bytes;
use futures_util::{Stream, StreamExt};

/// Connects the reader of the body with the service that asks the client for it.
#[derive(Debug, Default)]
pub(super) struct Gate {
    is_wanted: Cell<bool>,
    is_open: Cell<bool>,
    waiting: RefCell<Option<Waker>>,
}

impl Gate {
    /// Opens when the body is wanted, and says whether it is. The client has to be asked then.
    pub(super) fn open_if_wanted(&self) -> bool {
        if !self.is_wanted.get() {
            return false;
        }
        self.is_open.set(true);
        if let Some(waker) = self.waiting.take() {
            waker.wake();
        }
        true
    }
}

pub(super) struct WantedBody {
    body: Payload,
    gate: Rc<Gate>,
}

impl WantedBody {
    pub(super) fn new(body: Payload, gate: Rc<Gate>) -> Self {
        Self { body, gate }
    }
}

impl Stream for WantedBody {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if this.gate.is_open.get() {
            return this.body.poll_next_unpin(cx);
        }
        this.gate.is_wanted.set(true);
        this.gate.waiting.replace(Some(cx.waker().clone()));
        Poll::Pending
    }
}
