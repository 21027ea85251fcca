//! Where settings come from: the environment, and below it the file `.env` in the working directory.

use std::collections::HashMap;

use thiserror::Error;

#[derive(Debug, Clone, Default)]
pub struct Environment(HashMap<String, String>);

#[derive(Debug, Error)]
pub enum EnvironmentError {
    /// Names the line's content in no way: it may hold a secret.
    #[error(".env can't be read: line {0} is not NAME=value")]
    Line(usize),
    #[error(".env can't be read")]
    File(#[source] std::io::Error),
}

impl Environment {
    pub fn of_process() -> Result<Self, EnvironmentError> {
        let mut values = dot_env()?;
        #[expect(clippy::disallowed_methods, reason = "this is where settings are read")]
        let process = std::env::vars_os();
        values.extend(
            process.filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?))),
        );
        Ok(Self(values))
    }

    pub fn of(pairs: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// A blank value is no value: compose files and shells set variables to nothing.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }
}

fn dot_env() -> Result<HashMap<String, String>, EnvironmentError> {
    let lines = match dotenvy::from_filename_iter(".env") {
        Ok(lines) => lines,
        Err(error) if error.not_found() => return Ok(HashMap::new()),
        Err(dotenvy::Error::Io(error)) => return Err(EnvironmentError::File(error)),
        Err(_) => return Err(EnvironmentError::Line(1)),
    };
    let numbered = lines.enumerate().map(|(index, pair)| match pair {
        Ok(pair) => Ok(pair),
        Err(dotenvy::Error::Io(error)) => Err(EnvironmentError::File(error)),
        Err(_) => Err(EnvironmentError::Line(index + 1)),
    });
    numbered.collect()
}
