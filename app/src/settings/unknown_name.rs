//! Finds names that resemble settings but are unknown. A misspelled setting would otherwise be ignored silently.

use std::fmt;

use super::Environment;

/// Maximum edit distance (optimal string alignment) for names of at least [`LONG_NAME`] characters. For shorter names,
/// the maximum is 1.
const MAX_DISTANCE: usize = 2;
const LONG_NAME: usize = 8;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownName {
    name: String,
    nearest: Option<String>,
    is_in_file: bool,
}

/// Shows the name, not the value, which may be a secret.
impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.is_in_file { ".env" } else { "the environment" };
        write!(f, "{} in {place} is not a setting", self.name)?;
        match &self.nearest {
            Some(nearest) => write!(f, "; did you mean {nearest}?"),
            None => Ok(()),
        }
    }
}

/// Returns all unknown names in `.env`, and the unknown environment variables whose names are similar to a setting. The
/// remaining environment variables belong to other programs.
pub(super) fn find(environment: &Environment, known_names: &[String]) -> Vec<UnknownName> {
    let unknown =
        environment.names().into_iter().filter(|name| !known_names.iter().any(|known| known == name));
    let looked_up = unknown.map(|name| UnknownName {
        name: name.to_owned(),
        nearest: nearest(name, known_names),
        is_in_file: environment.is_in_file(name),
    });
    looked_up.filter(|unknown| unknown.is_in_file || unknown.nearest.is_some()).collect()
}

fn nearest(name: &str, known_names: &[String]) -> Option<String> {
    let max = if name.len() < LONG_NAME { 1 } else { MAX_DISTANCE };
    let upper = name.to_ascii_uppercase();
    let distances = known_names.iter().map(|known| (strsim::osa_distance(&upper, known), known));
    distances.filter(|(distance, _)| *distance <= max).min().map(|(_, known)| known.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(names: &[&'static str]) -> Vec<String> {
        let environment = Environment::from_pairs(names.iter().map(|name| (*name, "canary".to_owned())));
        let known_names = ["RATE_LIMIT_LOGIN", "DATABASE_URL", "DEBUG", "SECRET_KEY", "SECRET_KEY_FILE"];
        find(&environment, &known_names.map(str::to_owned)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn misspelled_setting_suggests_the_nearest_known_name() {
        for (name, nearest) in [
            ("RATE_LIMIT_LOGINS", "RATE_LIMIT_LOGIN"),
            ("DATABSE_URL", "DATABASE_URL"),
            ("database_url", "DATABASE_URL"),
            ("DEBUGG", "DEBUG"),
            ("SECRET_KEY_FLIE", "SECRET_KEY_FILE"),
        ] {
            let expected = format!("{name} in the environment is not a setting; did you mean {nearest}?");
            assert_eq!(found(&[name]), [expected]);
        }
    }

    #[test]
    fn names_of_other_programs_are_ignored() {
        assert!(found(&["PATH", "LANG", "BUILD", "DATABASE_HOST", "DEBUG", "KEY"]).is_empty());
    }
}
