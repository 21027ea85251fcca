//! The states of the keys of a limiter, which the limiter shares with the code that refunds requests.

use std::sync::Arc;
use std::time::Duration;

use governor::nanos::Nanos;
use governor::state::StateStore;
use governor::state::keyed::{DashMapStateStore, ShrinkableKeyedStateStore};

/// For each key, the time at which its full quota is available again. Clones share the states.
#[derive(Clone, Default)]
pub(crate) struct KeyStates(Arc<DashMapStateStore<u64>>);

impl KeyStates {
    /// Moves the time of a key back by `interval`. An unknown key has its full quota, and is not added.
    pub(crate) fn move_back(&self, key: u64, interval: Duration) {
        if self.0.contains_key(&key) {
            let earlier = |time: Option<Nanos>| Ok(((), time.ok_or(())?.saturating_sub(interval.into())));
            // Another thread may have added the key without a state, or removed it.
            let _: Result<(), ()> = self.0.measure_and_replace(&key, earlier);
        }
    }
}

impl StateStore for KeyStates {
    type Key = u64;

    fn measure_and_replace<T, F, E>(&self, key: &u64, f: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        self.0.measure_and_replace(key, f)
    }
}

impl ShrinkableKeyedStateStore<u64> for KeyStates {
    fn retain_recent(&self, drop_below: Nanos) {
        self.0.retain_recent(drop_below);
    }

    fn shrink_to_fit(&self) {
        ShrinkableKeyedStateStore::shrink_to_fit(&*self.0);
    }

    fn len(&self) -> usize {
        self.0.len()
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
