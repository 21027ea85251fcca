//! Extractors that apply a rate limit to the client's address. They come first in `ExtractorChain`, so a request is
//! rejected before its body is read and a password is hashed.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use tasklane_core::limit::LimitClass;

use super::rate_limit::{address_key, check_rate_limit};
use crate::respond::Problem;

macro_rules! allowed {
    ($name:ident $class:ident) => {
        pub(crate) struct $name;

        impl FromRequest for $name {
            type Error = Problem;
            type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

            fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
                let req = req.clone();
                Box::pin(async move {
                    check_rate_limit(&req, LimitClass::$class, address_key(&req)).await.map(|()| Self)
                })
            }
        }
    };
}

allowed!(LoginAllowed Login);
allowed!(RegisterAllowed Register);
