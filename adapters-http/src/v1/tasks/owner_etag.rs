//! Entity tags of responses that depend on all tasks of an owner. Within a release, they change only with the owner's
//! sequence number.

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

/// The kind of a response. The name of each kind contains a digest of the response schema, so that a release with a
/// different schema invalidates the cached responses of clients.
#[derive(Debug, Clone, Copy)]
pub(super) enum EtagKind {
    List,
    Summary,
}

impl EtagKind {
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

    /// Returns an example for the API description.
    pub(super) fn example(self) -> String {
        weak(&format!("{}-1-7", self.name()))
    }

    /// Returns the entity tag without `W/` and quotes. The tag contains the owner, because the next user of the same
    /// browser must not get cached responses of the previous user. It is weak, because responses with different headers
    /// have the same tag.
    fn opaque_tag(self, owner: UserId, seq: i64) -> String {
        format!("{}-{owner}-{seq}", self.name())
    }

    pub(super) fn etag(self, owner: UserId, seq: i64) -> (HeaderName, HeaderValue) {
        let tag = weak(&self.opaque_tag(owner, seq));
        // The tag has only printable ASCII characters, so the conversion can't fail.
        (header::ETAG, HeaderValue::from_str(&tag).unwrap_or_else(|_| HeaderValue::from_static("W/\"\"")))
    }

    /// Returns a 304 response if the sequence number has not changed since the cached response of the client.
    pub(super) async fn not_modified(
        self,
        if_none_match: &IfNoneMatch,
        owner: UserId,
        tasks: &TaskService,
    ) -> Result<Option<HttpResponse>, StoreError> {
        if !if_none_match.is_given() {
            return Ok(None);
        }
        let seq = tasks.sequence(owner).await?;
        let is_unchanged = if_none_match.has(&self.opaque_tag(owner, seq));
        let response = || HttpResponse::NotModified().insert_header(self.etag(owner, seq)).finish();
        Ok(is_unchanged.then(response))
    }
}

fn weak(opaque_tag: &str) -> String {
    format!("W/\"{opaque_tag}\"")
}
