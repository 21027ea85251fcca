//! Uses links from mails, and limits the number of links that a client can guess.

use actix_web::HttpRequest;
use tasklane_core::handle::{Handle, HandleKind};

use crate::extract::{check_link_limit, refund_link};
use crate::respond::{Code, Problem, audit};

/// Calls `use_link` with the handle of the token. An invalid link counts toward the limit of the client's address. A
/// malformed token also counts, so that its response does not differ from the response to an unknown token.
pub(super) async fn use_link<T, E: Into<Problem>>(
    req: &HttpRequest,
    token: &str,
    use_link: impl AsyncFnOnce(Handle) -> Result<T, E>,
) -> Result<T, Problem> {
    check_link_limit(req).await?;
    let handle = Handle::parse(HandleKind::Link, token).ok_or_else(Problem::link_invalid)?;
    let user_id = handle.user_id;
    let result = use_link(handle).await.map_err(Into::into);
    let is_valid = result.as_ref().err().is_none_or(|problem: &Problem| problem.code() != Code::LinkInvalid);
    if is_valid {
        refund_link(req).await?;
    }
    if result.is_ok() {
        audit::record_user(req, user_id);
    }
    result
}
