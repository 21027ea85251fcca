//! Data that a handler adds to the log line of its request. The middleware writes the line when the response is ready.

use actix_web::{HttpMessage, HttpRequest};

use tasklane_core::ids::{SessionId, UserId};
use tasklane_core::session;
use tasklane_runtime::Event;

#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct AuditRecord {
    pub(crate) event: Option<Event>,
    pub(crate) user_id: Option<UserId>,
    pub(crate) session_id: Option<SessionId>,
}

impl AuditRecord {
    pub(crate) fn from_extensions(req: &HttpRequest) -> Self {
        req.extensions().get().copied().unwrap_or_default()
    }
}

/// Records an event. Call this function after the action: the log line contains the event, except if the response is a
/// server error.
pub(crate) fn record(req: &HttpRequest, event: Event) {
    change(req, |record| record.event = Some(event));
}

/// Records the affected user, for requests without an access token.
pub(crate) fn record_user(req: &HttpRequest, user_id: UserId) {
    change(req, |record| record.user_id = Some(user_id));
}

/// Records the affected user and session.
pub(crate) fn record_session(req: &HttpRequest, signed_in: session::SignedIn) {
    record_user(req, signed_in.user_id);
    change(req, |record| record.session_id = Some(signed_in.session_id));
}

fn change(req: &HttpRequest, change: impl FnOnce(&mut AuditRecord)) {
    let mut record = AuditRecord::from_extensions(req);
    change(&mut record);
    req.extensions_mut().insert(record);
}
