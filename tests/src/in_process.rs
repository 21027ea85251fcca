//! The application without sockets and without a database: requests are values, and the clock is fixed.

use std::sync::Arc;

use actix_http::Request;
use actix_web::Error;
use actix_web::body::{BoxBody, to_bytes};
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::header::HeaderMap;
use actix_web::test::TestRequest;
use serde_json::Value;
use tasklane_core::testing::{ManualClock, MemoryDatabase};
use tasklane_http::PasswordResetQueue;

use crate::server::{beginning, settings, wiring};

pub struct InProcess<S> {
    service: S,
}

impl InProcess<()> {
    pub async fn start()
    -> InProcess<impl Service<Request, Response = ServiceResponse<BoxBody>, Error = Error>> {
        let settings = settings("sqlite:unused.db", &[]);
        let wiring = wiring(&settings, Arc::new(ManualClock::starting_at(beginning())));
        let (reset_requests, _handler) = PasswordResetQueue::channel();
        let services = wiring.services(&MemoryDatabase::stores(), reset_requests);
        // A real server loads the revocation list at start and reloads it regularly. Here the clock does not advance,
        // so a single load is enough.
        services.sessions.reload_revocations().await.unwrap();
        InProcess { service: tasklane_http::in_process(settings.http, services).await }
    }
}

impl<S> InProcess<S>
where
    S: Service<Request, Response = ServiceResponse<BoxBody>, Error = Error>,
{
    /// Sends the request, asserts the status, and returns the headers and the body of the response.
    pub async fn ask(&self, request: TestRequest, status: u16) -> (HeaderMap, Value) {
        let response = self.service.call(request.to_request()).await.unwrap();
        let (status_there, headers) = (response.status().as_u16(), response.headers().clone());
        let body = to_bytes(response.into_body()).await.unwrap();
        assert_eq!(status_there, status, "{}", String::from_utf8_lossy(&body));
        (headers, if body.is_empty() { Value::Null } else { serde_json::from_slice(&body).unwrap() })
    }
}
