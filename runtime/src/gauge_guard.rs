//! A guard that counts itself in a gauge.

use metrics::Gauge;

/// Increments a gauge, and decrements it when dropped.
#[derive(Debug)]
pub struct GaugeGuard(Gauge);

impl GaugeGuard {
    /// Increments the gauge.
    pub fn new(gauge: &Gauge) -> Self {
        gauge.increment(1);
        Self(gauge.clone())
    }
}

impl Drop for GaugeGuard {
    fn drop(&mut self) {
        self.0.decrement(1);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[test]
    fn gauge_counts_the_guards_that_are_alive() {
        let value = Arc::new(AtomicU64::new(0));
        let gauge = Gauge::from_arc(value.clone());
        let count = || f64::from_bits(value.load(Ordering::Relaxed)).to_string();
        let (first, second) = (GaugeGuard::new(&gauge), GaugeGuard::new(&gauge));
        assert_eq!(count(), "2");
        drop(first);
        assert_eq!(count(), "1");
        drop(second);
        assert_eq!(count(), "0");
    }
}
