//! The authenticated user of a request. A handler with [`SignedIn`] runs only for a valid access token, and within the
//! rate limits of the user.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use tasklane_core::ids::{SessionId, TaskId, UserId};
use tasklane_core::limit::{LimitClass, LimitKey};
use tasklane_core::session::{self, Caller, SessionService};

use super::rate_limit;
use crate::extract::{
    client::ClientAddress,
    path::{TaskRef, UserRef, segment},
};
use crate::respond::{Code, Problem, ValidationErrors};

#[derive(Debug, Clone, Copy)]
pub(crate) struct SignedIn(session::ValidToken);

impl SignedIn {
    pub(crate) fn user_id(self) -> UserId {
        self.0.signed_in.user_id
    }

    /// Returns the caller together with the network of the request.
    pub(crate) fn caller(self, req: &HttpRequest) -> Caller {
        Caller { signed_in: self.0.signed_in, network: ClientAddress::network(req) }
    }

    pub(crate) fn token(self) -> session::ValidToken {
        self.0
    }

    pub(crate) fn session_id(self) -> SessionId {
        self.0.signed_in.session_id
    }

    async fn authenticate(req: &HttpRequest) -> Result<Self, Problem> {
        let token = bearer(req)?.ok_or_else(Problem::token_missing)?;
        let sessions = req.app_data::<Data<SessionService>>().ok_or_else(Problem::internal)?;
        let signed_in = Self(sessions.authenticate(token).await?);
        req.extensions_mut().insert(signed_in);
        rate_limit::check_user(req, signed_in.user_id()).await?;
        Ok(signed_in)
    }
}

/// A signed-in user who confirms the request with a password.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ConfirmingUser(pub(crate) SignedIn);

impl FromRequest for ConfirmingUser {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move {
            let signed_in = SignedIn::authenticate(&req).await?;
            rate_limit::check_rate_limit(&req, LimitClass::Login, LimitKey::Session(signed_in.session_id()))
                .await?;
            Ok(Self(signed_in))
        })
    }
}

impl FromRequest for SignedIn {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move { Self::authenticate(&req).await })
    }
}

/// Returns the bearer token of the `Authorization` header (RFC 6750 §2.1). Tokens in the query or in a cookie are not
/// accepted.
pub(crate) fn bearer(req: &HttpRequest) -> Result<Option<&str>, Problem> {
    let mut headers = req.headers().get_all(header::AUTHORIZATION);
    let Some(value) = headers.next() else { return Ok(None) };
    if headers.next().is_some() {
        return Err(Problem::token_invalid());
    }
    let text = value.to_str().map_err(|error| Problem::token_invalid().caused_by(&error))?;
    let (scheme, token) = text.split_once(' ').unwrap_or((text, ""));
    Ok(scheme.eq_ignore_ascii_case("bearer").then_some(token.trim()))
}

/// The user in the path, which must be the signed-in user. The order of the checks is part of the contract: 401, 422,
/// 403.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Owner(pub(crate) UserId);

impl FromRequest for Owner {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move {
            let signed_in = SignedIn::authenticate(&req).await?;
            let mut errors = ValidationErrors::default();
            let user: Option<UserRef> = segment(&req, "user_id").map_err(|fault| errors.add(fault)).ok();
            let has_task = req.match_info().get("task_id").is_some();
            if has_task && let Err(fault) = segment::<TaskRef>(&req, "task_id") {
                errors.add(fault);
            }
            if errors.finish(user)?.is(signed_in.user_id()) {
                Ok(Self(signed_in.user_id()))
            } else {
                Err(Problem::new(Code::NotAuthorized, "Not authorized"))
            }
        })
    }
}

/// A task of the user in the path.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OwnTask {
    pub(crate) owner: UserId,
    task: TaskRef,
}

impl OwnTask {
    pub(crate) fn id(self) -> Result<TaskId, Problem> {
        self.task.id()
    }
}

impl FromRequest for OwnTask {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let owner = Owner::from_request(req, payload);
        let req = req.clone();
        Box::pin(async move {
            let Owner(owner) = owner.await?;
            Ok(Self { owner, task: segment(&req, "task_id").map_err(Problem::from)? })
        })
    }
}
