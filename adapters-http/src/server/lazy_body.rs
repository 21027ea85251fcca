//! A request body that is requested from the client only when the application reads it.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use actix_http::Payload;
use actix_http::error::PayloadError;
use actix_web::web::Bytes;
use futures_util::{Stream, StreamExt};

/// Connects the reader of the body with the service that sends 100 Continue.
#[derive(Debug, Default)]
pub(super) struct ContinueSignal {
    is_requested: Cell<bool>,
    is_open: Cell<bool>,
    waiting: RefCell<Option<Waker>>,
}

impl ContinueSignal {
    /// Returns whether the application has started to read the body, and opens the signal if so. If the result is true,
    /// the caller must send 100 Continue.
    pub(super) fn open_if_requested(&self) -> bool {
        if !self.is_requested.get() {
            return false;
        }
        self.is_open.set(true);
        if let Some(waker) = self.waiting.take() {
            waker.wake();
        }
        true
    }
}

pub(super) struct LazyBody {
    body: Payload,
    continue_signal: Rc<ContinueSignal>,
}

impl LazyBody {
    pub(super) fn new(body: Payload, continue_signal: Rc<ContinueSignal>) -> Self {
        Self { body, continue_signal }
    }
}

impl Stream for LazyBody {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if this.continue_signal.is_open.get() {
            return this.body.poll_next_unpin(cx);
        }
        this.continue_signal.is_requested.set(true);
        this.continue_signal.waiting.replace(Some(cx.waker().clone()));
        Poll::Pending
    }
}
