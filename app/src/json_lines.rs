//! Formats log events as JSON, one object per line: `timestamp`, `level`, the fields of the event, `target`.
//!
//! The JSON format of tracing-subscriber uses three serializers per line. It took a sixth of the CPU time of a request.

use std::error::Error;
use std::fmt::{self, Debug};

use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_log::NormalizeEvent;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{FormatTime, SystemTime};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

pub(crate) struct JsonLines;

impl<S, N> FormatEvent<S, N> for JsonLines
where
    S: Subscriber + for<'s> LookupSpan<'s>,
    N: for<'w> FormatFields<'w> + 'static,
{
    fn format_event(&self, _: &FmtContext<'_, S, N>, mut line: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let normalized = event.normalized_metadata();
        let metadata = normalized.as_ref().unwrap_or_else(|| event.metadata());
        line.write_str(r#"{"timestamp":""#)?;
        SystemTime.format_time(&mut line)?;
        line.write_str(r#"","level":""#)?;
        line.write_str(metadata.level().as_str())?;
        line.write_char('"')?;
        let mut members = Members { line, written: Ok(()) };
        event.record(&mut members);
        let Members { mut line, written } = members;
        written?;
        line.write_str(r#","target":"#)?;
        write_string(&mut line, metadata.target())?;
        line.write_str("}\n")
    }
}

/// Writes the members of an object, each after a comma.
struct Members<'w> {
    line: Writer<'w>,
    written: fmt::Result,
}

impl Members<'_> {
    fn write(&mut self, field: &Field, value: impl FnOnce(&mut Writer<'_>) -> fmt::Result) {
        // tracing-log adds these fields. The normalized metadata already contains their values.
        if self.written.is_err() || field.name().starts_with("log.") {
            return;
        }
        let name = field.name();
        let line = &mut self.line;
        self.written = line
            .write_char(',')
            .and_then(|()| write_string(line, name.strip_prefix("r#").unwrap_or(name)))
            .and_then(|()| line.write_char(':'))
            .and_then(|()| value(line));
    }
}

impl Visit for Members<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.write(field, |line| write_string(line, value));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.write(field, |line| write!(line, "{value}"));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.write(field, |line| write!(line, "{value}"));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.write(field, |line| line.write_str(if value { "true" } else { "false" }));
    }

    /// Writes `null` for infinity and NaN, because JSON has no such numbers.
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.write(
            field,
            |line| if value.is_finite() { write!(line, "{value}") } else { line.write_str("null") },
        );
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        self.write(field, |line| write_string(line, &value.to_string()));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.write(field, |line| write_string(line, &format!("{value:?}")));
    }
}

fn write_string(line: &mut Writer<'_>, text: &str) -> fmt::Result {
    let is_plain = |byte: u8| byte >= b' ' && byte != b'"' && byte != b'\\';
    if text.bytes().all(is_plain) {
        line.write_char('"')?;
        line.write_str(text)?;
        return line.write_char('"');
    }
    line.write_str(&serde_json::to_string(text).map_err(|_never| fmt::Error)?)
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use serde_json::{Value, json};
    use tracing::field::Empty;
    use tracing_subscriber::fmt::MakeWriter;

    use super::*;

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl MakeWriter<'_> for Written {
        type Writer = Self;

        fn make_writer(&self) -> Self {
            self.clone()
        }
    }

    /// Returns the lines that are written for the events of `log`.
    fn written(log: impl FnOnce()) -> String {
        let written = Written::default();
        let subscriber = tracing_subscriber::fmt().event_format(JsonLines).with_writer(written.clone());
        tracing::subscriber::with_default(subscriber.finish(), log);
        let bytes = written.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn event_is_one_object_on_one_line() {
        let line = written(|| {
            let error = io::Error::other("no \"space\"");
            let error: &dyn Error = &error;
            tracing::warn!(
                target: "here",
                request_id = "a\\b",
                status = 201_u16,
                change = -3,
                late = true,
                share = 0.5,
                endless = f64::INFINITY,
                absent = None::<u64>,
                empty = Empty,
                user_id = Some(7_i64),
                ip = tracing::field::display("::1"),
                cause = error,
                kind = ?"quoted",
                "zw\u{f6}lf\nlines"
            );
        });
        let (object, rest) = line.split_once('\n').unwrap();
        assert_eq!(rest, "");
        let mut object: Value = serde_json::from_str(object).unwrap();
        let timestamp = object.as_object_mut().unwrap().remove("timestamp").unwrap();
        assert!(chrono::DateTime::parse_from_rfc3339(timestamp.as_str().unwrap()).is_ok(), "{timestamp}");
        assert_eq!(
            object,
            json!({
                "level": "WARN", "target": "here", "message": "zw\u{f6}lf\nlines", "request_id": "a\\b", "status": 201,
                "change": -3, "late": true, "share": 0.5, "endless": null, "user_id": 7, "ip": "::1",
                "cause": "no \"space\"", "kind": "\"quoted\"",
            })
        );
    }

    #[test]
    fn events_of_the_log_crate_have_the_same_format() {
        let line = written(|| {
            let record = log::Record::builder()
                .level(log::Level::Info)
                .target("a::crate")
                .args(format_args!("done"))
                .build();
            tracing_log::format_trace(&record).unwrap();
        });
        let object: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(
            (&object["level"], &object["target"], &object["message"]),
            (&json!("INFO"), &json!("a::crate"), &json!("done"))
        );
        assert_eq!(object.as_object().unwrap().len(), 4, "{line}");
    }
}
