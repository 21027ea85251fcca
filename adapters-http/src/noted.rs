//! What a handler tells the log about its request. The line itself is written by the layers, once it is answered.

use actix_web::{HttpMessage, HttpRequest};
use tasklane_core::ids::{SessionId, UserId};
use tasklane_core::session;
use tasklane_runtime::Event;

#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Noted {
    pub(crate) event: Option<Event>,
    pub(crate) user_id: Option<UserId>,
    pub(crate) session_id: Option<SessionId>,
}

impl Noted {
    pub(crate) fn about(req: &HttpRequest) -> Self {
        req.extensions().get().copied().unwrap_or_default()
    }
}

/// What was done. To be called after it was: the line is written whatever the answer is.
pub(crate) fn note(req: &HttpRequest, event: Event) {
    change(req, |noted| noted.event = Some(event));
}

/// Whom it is about, where no access token says so.
pub(crate) fn note_user(req: &HttpRequest, user_id: UserId) {
    change(req, |noted| noted.user_id = Some(user_id));
}

/// The same, with the session.
pub(crate) fn note_session(req: &HttpRequest, who: session::SignedIn) {
    note_user(req, who.user_id);
    change(req, |noted| noted.session_id = Some(who.session_id));
}

fn change(req: &HttpRequest, change: impl FnOnce(&mut Noted)) {
    let mut noted = Noted::about(req);
    change(&mut noted);
    req.extensions_mut().insert(noted);
}
