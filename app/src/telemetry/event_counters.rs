//! Counts log events by name, regardless of `LOG_LEVEL`. Code that logs an event does not need to count it.

use metrics::{Counter, counter};
use tasklane_runtime::Event;
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::{Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::Context;

use super::LogLayer;

const FIELD: &str = "event";

pub(super) struct EventCounters(Vec<(&'static str, Counter)>);

impl EventCounters {
    pub(super) fn layer() -> LogLayer {
        let counts = Event::ALL.iter().map(|event| (event.as_str(), count_of(*event))).collect();
        Self(counts).with_filter(filter_fn(has_event).with_max_level_hint(LevelFilter::INFO)).boxed()
    }
}

fn has_event(line: &Metadata<'_>) -> bool {
    line.is_event() && line.target().starts_with("tasklane") && line.fields().field(FIELD).is_some()
}

fn count_of(event: Event) -> Counter {
    counter!(
        description: "Log events, by name",
        "tasklane_events_total",
        "event" => event.as_str()
    )
}

impl<S: Subscriber> Layer<S> for EventCounters {
    fn on_event(&self, line: &tracing::Event<'_>, _: Context<'_, S>) {
        line.record(&mut Count(&self.0));
    }
}

struct Count<'a>(&'a [(&'static str, Counter)]);

impl Visit for Count<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == FIELD
            && let Some((_, count)) = self.0.iter().find(|(name, _)| *name == value)
        {
            count.increment(1);
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}
