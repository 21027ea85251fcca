//! `LOG_LEVEL`: one level for all targets, or a list of levels by target.

use tracing_subscriber::EnvFilter;

const DEFAULT_LEVEL: &str = "info";

/// Parses the setting more strictly than `EnvFilter`, which accepts an unknown word, such as `VERBOSE`, as a target. A
/// target that is not in the list gets the default level. `EnvFilter` would log nothing for such a target.
pub(super) fn parse(raw: &str) -> Result<String, &'static str> {
    const FAULT: &str =
        "must be error, warn, info, debug, trace or off, or a list such as info,tasklane_http=debug";
    let directives: Vec<Directive> =
        raw.split(',').map(Directive::parse).collect::<Option<_>>().ok_or(FAULT)?;
    let sets_default = directives.iter().any(|directive| directive.target.is_none());
    let given = directives.iter().map(Directive::to_text);
    let default = (!sets_default).then(|| DEFAULT_LEVEL.to_owned());
    let filter = default.into_iter().chain(given).collect::<Vec<_>>().join(",");
    EnvFilter::try_new(&filter).map(|_| filter).map_err(|_unknown| FAULT)
}

struct Directive<'a> {
    target: Option<&'a str>,
    level: &'static str,
}

impl<'a> Directive<'a> {
    fn parse(raw: &'a str) -> Option<Self> {
        match raw.rsplit_once('=') {
            None => Some(Self { target: None, level: level(raw)? }),
            Some((target, raw)) if !target.trim().is_empty() => {
                Some(Self { target: Some(target.trim()), level: level(raw)? })
            }
            Some(_) => None,
        }
    }

    fn to_text(&self) -> String {
        self.target.map_or_else(|| self.level.to_owned(), |target| format!("{target}={}", self.level))
    }
}

/// Accepts `warning` for `warn`, because Python uses this name.
fn level(raw: &str) -> Option<&'static str> {
    Some(match raw.trim().to_ascii_lowercase().as_str() {
        "off" => "off",
        "error" => "error",
        "warn" | "warning" => "warn",
        "info" => "info",
        "debug" => "debug",
        "trace" => "trace",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn level_is_accepted_in_any_case() {
        for (raw, filter) in [
            ("WARNING", "warn"),
            ("Info", "info"),
            ("off", "off"),
            ("info,tasklane=debug", "info,tasklane=debug"),
            (" error , tasklane_http = TRACE ", "error,tasklane_http=trace"),
        ] {
            assert_eq!(parse(raw).as_deref(), Ok(filter), "{raw}");
        }
    }

    #[test]
    fn targets_that_are_not_listed_keep_the_default_level() {
        assert_eq!(parse("tasklane=debug").as_deref(), Ok("info,tasklane=debug"));
    }

    #[test]
    fn invalid_log_filter_is_rejected() {
        for raw in
            ["VERBOSE", "warn,tasklane", "tasklane=loud", "=debug", "info,", "20", "tasklane=3", "a=b=c"]
        {
            assert!(parse(raw).is_err(), "{raw}");
        }
    }
}
