//! The result of one check.

use serde_json::{Value, json};

use crate::commands::output::{BAD, CAUTION, GOOD};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    Ok,
    /// The server works, but with a risk or a limit that the operator should know.
    Warning,
    /// The server does not start, does not work, or exposes a secret.
    Problem,
}

/// What a check found, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    /// The stable name of the check.
    pub(super) check: &'static str,
    pub(super) level: Level,
    pub(super) found: String,
    pub(super) advice: Option<String>,
}

impl Finding {
    pub(super) fn ok(check: &'static str, found: impl Into<String>) -> Self {
        Self { check, level: Level::Ok, found: found.into(), advice: None }
    }

    pub(super) fn warning(check: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { check, level: Level::Warning, found: found.into(), advice: Some(advice.into()) }
    }

    pub(super) fn problem(check: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { check, level: Level::Problem, found: found.into(), advice: Some(advice.into()) }
    }

    /// Returns one line, because messages of other programs may have line breaks.
    pub(super) fn to_text(&self) -> String {
        let (style, name) = match self.level {
            Level::Ok => (GOOD, "ok"),
            Level::Warning => (CAUTION, "warning"),
            Level::Problem => (BAD, "problem"),
        };
        let advice = self.advice.as_ref().map(|advice| format!("; {advice}")).unwrap_or_default();
        let text = format!("{}: {}{advice}", self.check, self.found);
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        format!("{style}{name:<7}{style:#} {line}")
    }

    pub(super) fn to_json(&self) -> Value {
        let level = match self.level {
            Level::Ok => "ok",
            Level::Warning => "warning",
            Level::Problem => "problem",
        };
        json!({"check": self.check, "level": level, "found": self.found, "advice": self.advice})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_one_line_and_json_has_all_members() {
        let finding = Finding::problem("redis", "cannot connect:\n  refused", "start Redis");
        let text = finding.to_text();
        assert!(
            text.contains("problem") && text.ends_with("redis: cannot connect: refused; start Redis"),
            "{text}"
        );
        let expected = json!({"check": "redis", "level": "problem", "found": "cannot connect:\n  refused",
                              "advice": "start Redis"});
        assert_eq!(finding.to_json(), expected);
        assert_eq!(Finding::ok("redis", "7.0").to_json()["advice"], Value::Null);
    }
}
