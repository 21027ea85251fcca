//! What is going on on a connection, as the layers see it, for its guard.

use std::cell::Cell;
use std::rc::Rc;

use tokio::time::Instant;

#[derive(Debug)]
pub(crate) struct Activity {
    /// How many requests are under way, from the ends of their heads to the ends of their answers.
    requests: Cell<usize>,
    idle_since: Cell<Instant>,
    /// When the first byte came that belongs to no request yet.
    head_since: Cell<Option<Instant>>,
}

impl Default for Activity {
    fn default() -> Self {
        let idle_since = Cell::new(Instant::now());
        Self { requests: Cell::default(), idle_since, head_since: Cell::default() }
    }
}

impl Activity {
    /// A request has come. It is under way until every clone of this is dropped.
    pub(crate) fn begin(this: &Rc<Self>) -> Rc<UnderWay> {
        this.requests.set(this.requests.get() + 1);
        this.head_since.set(None);
        Rc::new(UnderWay(this.clone()))
    }

    pub(super) fn has_read(&self) {
        if self.idle_since().is_some() && self.head_since.get().is_none() {
            self.head_since.set(Some(Instant::now()));
        }
    }

    pub(super) fn idle_since(&self) -> Option<Instant> {
        (self.requests.get() == 0).then(|| self.idle_since.get())
    }

    pub(super) fn head_since(&self) -> Option<Instant> {
        self.head_since.get()
    }
}

#[derive(Debug)]
pub(crate) struct UnderWay(Rc<Activity>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        let Self(activity) = self;
        activity.requests.set(activity.requests.get().saturating_sub(1));
        activity.idle_since.set(Instant::now());
    }
}
