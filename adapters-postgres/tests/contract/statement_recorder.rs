//! Records every statement that a store of this process sends.

use std::collections::BTreeSet;
use std::sync::Mutex;

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};

static SENT: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Starts recording on connections that are opened from now on.
pub(crate) fn begin() {
    set_default_instrumentation(recorder).unwrap();
}

pub(crate) fn statements() -> BTreeSet<String> {
    SENT.lock().unwrap().clone()
}

#[expect(clippy::unnecessary_wraps, reason = "Diesel requires this signature")]
fn recorder() -> Option<Box<dyn Instrumentation>> {
    Some(Box::new(|event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            let shown = query.to_string();
            let statement = shown.split(" -- binds: ").next().unwrap_or(&shown);
            SENT.lock().unwrap().insert(statement.to_owned());
        }
    }))
}
