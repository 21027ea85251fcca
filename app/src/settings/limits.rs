//! Reads the `RATE_LIMIT_*` settings.

use tasklane_core::limit::{InvalidQuota, Limits, Quota};
use tasklane_runtime::default_limits;

use super::reader::Reader;

/// Validates every limit even if `RATE_LIMIT_ENABLED` is false.
pub(super) fn read(reader: &mut Reader<'_>, enabled: bool) -> Limits {
    let default = default_limits();
    let limits = Limits {
        login: reader.or_default("RATE_LIMIT_LOGIN", default.login, quota),
        register: reader.or_default("RATE_LIMIT_REGISTER", default.register, quota),
        refresh: reader.or_default("RATE_LIMIT_REFRESH", default.refresh, quota),
        link: reader.or_default("RATE_LIMIT_LINK", default.link, quota),
        write: reader.or_default("RATE_LIMIT_WRITE", default.write, quota),
        read: reader.or_default("RATE_LIMIT_READ", default.read, quota),
    };
    if enabled { limits } else { Limits::OFF }
}

fn quota(raw: &str) -> Result<Option<Quota>, InvalidQuota> {
    if raw.eq_ignore_ascii_case("off") { Ok(None) } else { raw.parse().map(Some) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Environment;

    fn limits(enabled: bool, pairs: &[(&'static str, &str)]) -> Limits {
        let environment =
            Environment::from_pairs(pairs.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let mut reader = Reader::new(&environment);
        let limits = read(&mut reader, enabled);
        reader.finish(Some(limits)).unwrap()
    }

    #[test]
    fn each_limit_is_set_or_disabled_on_its_own() {
        assert_eq!(limits(true, &[]), default_limits());
        let set = limits(true, &[("RATE_LIMIT_LOGIN", "off"), ("RATE_LIMIT_WRITE", "120/min")]);
        assert_eq!((set.login, set.write), (None, "120/min".parse().ok()));
        assert_eq!(set.register, default_limits().register);
    }

    #[test]
    fn rate_limit_enabled_false_disables_all_limits() {
        let off = limits(false, &[("RATE_LIMIT_READ", "600/min")]);
        assert_eq!(off, Limits::OFF);
    }
}
