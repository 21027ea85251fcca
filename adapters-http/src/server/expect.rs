//! `Expect: 100-continue` (RFC 9110 §10.1.1): the client waits for 100 Continue before it sends a body. It is sent when the
//! body is wanted, and not before a refusal.
//!
//! The HTTP library asks a service of its own first, sends 100 Continue, and then calls the application. So the
//! application is called within that service, up to where it asks for the body; an answer that comes before is final.

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

use super::wanted_body::{Gate, WantedBody};

type Answer<S> = Result<<S as Service<Request>>::Response, <S as Service<Request>>::Error>;

/// An answer in the making. It travels in the request that the library hands on after 100 Continue.
struct Begun<T>(LocalBoxFuture<'static, T>);

/// The application as the library calls it.
pub(super) struct AppService<S>(pub(super) Rc<S>);

impl<S> Service<Request> for AppService<S>
where
    S: Service<Request>,
    S::Response: 'static,
    S::Error: 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Either<S::Future, LocalBoxFuture<'static, Answer<S>>>;

    fn poll_ready(&self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(cx)
    }

    fn call(&self, req: Request) -> Self::Future {
        let begun = req.extensions_mut().remove::<Begun<Answer<S>>>();
        match begun {
            Some(Begun(answer)) => Either::Right(answer),
            None => Either::Left(self.0.call(req)),
        }
    }
}

/// What the library asks before it sends 100 Continue.
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
    type Future = UntilBody<S, B>;

    actix_service::always_ready!();

    fn call(&self, mut req: Request) -> Self::Future {
        let gate = match req.take_payload() {
            Payload::None => None,
            body => {
                let gate = Rc::<Gate>::default();
                let body = WantedBody::new(body, gate.clone());
                *req.payload() = Payload::Stream { payload: Box::pin(body) };
                Some(gate)
            }
        };
        UntilBody { answer: Some(self.app.call(req).boxed_local()), gate, body: PhantomData }
    }
}

/// Ready with the answer, as an error, or when the body is wanted.
pub(super) struct UntilBody<S: Service<Request>, B> {
    answer: Option<LocalBoxFuture<'static, Answer<S>>>,
    gate: Option<Rc<Gate>>,
    body: PhantomData<fn() -> B>,
}

impl<S, B> Future for UntilBody<S, B>
where
    S: Service<Request>,
    S::Response: Into<Response<B>> + 'static,
    S::Error: Into<Response<BoxBody>> + 'static,
    B: MessageBody + 'static,
{
    type Output = Result<Request, Response<BoxBody>>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        let Some(answer) = this.answer.as_mut() else { return Poll::Pending };
        if let Poll::Ready(answer) = answer.poll_unpin(cx) {
            let mut answer = match answer {
                Ok(answer) => answer.into().map_into_boxed_body(),
                Err(error) => error.into(),
            };
            // The client may send its body nevertheless.
            if this.gate.is_some() {
                answer.head_mut().set_connection_type(ConnectionType::Close);
            }
            return Poll::Ready(Err(answer));
        }
        if !this.gate.as_ref().is_some_and(|gate| gate.open_if_wanted()) {
            return Poll::Pending;
        }
        let request = Request::new();
        if let Some(answer) = this.answer.take() {
            request.extensions_mut().insert(Begun(answer));
        }
        Poll::Ready(Ok(request))
    }
}
