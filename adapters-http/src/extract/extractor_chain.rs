//! Runs extractors one after the other, each only if the previous ones succeeded.
//!
//! Without this chain, the framework polls the parameters of a handler concurrently, and the first failure becomes the
//! response. For example, a malformed body could be reported before an expired token.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use crate::respond::Problem;

/// A tuple of extractors, which run in the order of the tuple. The order of checks is part of the contract.
pub(crate) struct ExtractorChain<T>(pub(crate) T);

macro_rules! extractor_chain {
    ($($part:ident)+) => {
        impl<$($part: FromRequest<Error = Problem> + 'static),+> FromRequest for ExtractorChain<($($part,)+)> {
            type Error = Problem;
            type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

            fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
                let (req, mut payload) = (req.clone(), payload.take());
                Box::pin(async move { Ok(Self(($($part::from_request(&req, &mut payload).await?,)+))) })
            }
        }
    };
}

extractor_chain!(A B);
extractor_chain!(A B C);
extractor_chain!(A B C D);
