//! `Expect: 100-continue` (RFC 9110 §10.1.1): the client waits for 100 Continue before it sends the body. The server
//! sends 100 Continue when the application reads the body, so a request can be rejected without receiving its body.
//!
//! The HTTP library calls a separate service first, sends 100 Continue, and then calls the application. Therefore the
//! separate service runs the application up to the point where the application reads the body. A response before that
//! point is final.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_http::body::{BoxBody, MessageBody};
use actix_http::{ConnectionType, HttpMessage, Payload, Request, Response};
use actix_service::Service;
use futures_util::FutureExt;
use futures_util::future::{Either, LocalBoxFuture};

use super::lazy_body::{ContinueSignal, LazyBody};

type AppResult<S> = Result<<S as Service<Request>>::Response, <S as Service<Request>>::Error>;

/// The future of a response that the application has begun. [`ExpectFuture`] stores it in the extensions of a new
/// request. After 100 Continue, the library calls [`AppService`] with this request.
struct PendingResponse<T>(LocalBoxFuture<'static, T>);

/// The service that the library calls after 100 Continue, or directly for a request without `Expect`.
pub(super) struct AppService<S>(pub(super) Rc<S>);

impl<S> Service<Request> for AppService<S>
where
    S: Service<Request>,
    S::Response: 'static,
    S::Error: 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Either<S::Future, LocalBoxFuture<'static, AppResult<S>>>;

    fn poll_ready(&self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(cx)
    }

    fn call(&self, req: Request) -> Self::Future {
        let begun = req.extensions_mut().remove::<PendingResponse<AppResult<S>>>();
        match begun {
            Some(PendingResponse(response)) => Either::Right(response),
            None => Either::Left(self.0.call(req)),
        }
    }
}

/// The service that the library calls before it sends 100 Continue.
pub(super) struct ExpectService<S, B> {
    app: Rc<S>,
    body: PhantomData<fn() -> B>,
}

impl<S, B> ExpectService<S, B> {
    pub(super) fn new(app: Rc<S>) -> Self {
        Self { app, body: PhantomData }
    }
}

impl<S, B> Service<Request> for ExpectService<S, B>
where
    S: Service<Request>,
    S::Response: Into<Response<B>> + 'static,
    S::Error: Into<Response<BoxBody>> + 'static,
    S::Future: 'static,
    B: MessageBody + 'static,
{
    type Response = Request;
    type Error = Response<BoxBody>;
    type Future = ExpectFuture<S, B>;

    actix_service::always_ready!();

    fn call(&self, mut req: Request) -> Self::Future {
        let continue_signal = match req.take_payload() {
            Payload::None => None,
            body => {
                let continue_signal = Rc::<ContinueSignal>::default();
                let body = LazyBody::new(body, continue_signal.clone());
                *req.payload() = Payload::Stream { payload: Box::pin(body) };
                Some(continue_signal)
            }
        };
        ExpectFuture { response: Some(self.app.call(req).boxed_local()), continue_signal, body: PhantomData }
    }
}

/// Resolves to `Err` with the final response, or to `Ok` with a request when the application reads the body.
pub(super) struct ExpectFuture<S: Service<Request>, B> {
    response: Option<LocalBoxFuture<'static, AppResult<S>>>,
    continue_signal: Option<Rc<ContinueSignal>>,
    body: PhantomData<fn() -> B>,
}

impl<S, B> Future for ExpectFuture<S, B>
where
    S: Service<Request>,
    S::Response: Into<Response<B>> + 'static,
    S::Error: Into<Response<BoxBody>> + 'static,
    B: MessageBody + 'static,
{
    type Output = Result<Request, Response<BoxBody>>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        let Some(response) = this.response.as_mut() else { return Poll::Pending };
        if let Poll::Ready(response) = response.poll_unpin(cx) {
            let mut response = match response {
                Ok(response) => response.into().map_into_boxed_body(),
                Err(error) => error.into(),
            };
            // Close the connection, because the client may still send the body.
            if this.continue_signal.is_some() {
                response.head_mut().set_connection_type(ConnectionType::Close);
            }
            return Poll::Ready(Err(response));
        }
        if !this.continue_signal.as_ref().is_some_and(|continue_signal| continue_signal.open_if_requested()) {
            return Poll::Pending;
        }
        let request = Request::new();
        if let Some(response) = this.response.take() {
            request.extensions_mut().insert(PendingResponse(response));
        }
        Poll::Ready(Ok(request))
    }
}
