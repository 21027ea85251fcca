//! Entity tags for what is made of all of an owner's tasks: it can only change when the owner's sequence moves.

use std::sync::LazyLock;

use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use tasklane_core::ids::UserId;
use tasklane_core::store_error::StoreError;
use tasklane_core::task::TaskService;

use super::bodies::TaskBody;
use super::overview_bodies::SummaryBody;
use super::schema_digest::schema_digest;
use crate::extract::IfNoneMatch;

/// What an answer shows of the tasks. Its name contains a digest of the answer's schema: when another release shows
/// something else of the same tasks, a client's older copy is not the same any more.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    List,
    Summary,
}

impl Shape {
    fn name(self) -> &'static str {
        static LIST: LazyLock<String> =
            LazyLock::new(|| format!("list-{}", schema_digest::<TaskBody<'static>>()));
        static SUMMARY: LazyLock<String> =
            LazyLock::new(|| format!("summary-{}", schema_digest::<SummaryBody>()));
        match self {
            Self::List => LIST.as_str(),
            Self::Summary => SUMMARY.as_str(),
        }
    }

    /// Weak, as answers with other headers share it. The owner is in it: a browser keeps what one user read, and the next
    /// one may sign in there.
    fn opaque_tag(self, owner: UserId, seq: i64) -> String {
        format!("{}-{owner}-{seq}", self.name())
    }

    pub(super) fn etag(self, owner: UserId, seq: i64) -> (HeaderName, HeaderValue) {
        let tag = format!("W/\"{}\"", self.opaque_tag(owner, seq));
        // Letters and digits between quotes are a header value: the conversion can't fail.
        (header::ETAG, HeaderValue::from_str(&tag).unwrap_or_else(|_| HeaderValue::from_static("W/\"\"")))
    }

    /// 304 where nothing was written since the client's copy was made, which one number tells.
    pub(super) async fn unchanged(
        self,
        known: &IfNoneMatch,
        owner: UserId,
        tasks: &TaskService,
    ) -> Result<Option<HttpResponse>, StoreError> {
        if !known.is_given() {
            return Ok(None);
        }
        let seq = tasks.sequence(owner).await?;
        let is_known = known.has(&self.opaque_tag(owner, seq));
        let answer = || HttpResponse::NotModified().insert_header(self.etag(owner, seq)).finish();
        Ok(is_known.then(answer))
    }
}
