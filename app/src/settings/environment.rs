//! Where settings come from: the environment, and below it the file `.env` in the working directory.

use std::collections::{BTreeSet, HashMap};
use std::ffi::OsString;
use std::fmt;
use std::io;

use thiserror::Error;

#[derive(Clone, Default)]
pub struct Environment {
    values: HashMap<String, Result<String, NotText>>,
    /// The names that stand in the file `.env`.
    in_file: BTreeSet<String>,
}

#[derive(Debug, Error)]
pub enum EnvironmentError {
    /// Names the line's content in no way: it may hold a secret.
    #[error(".env can't be read: line {0} is not NAME=value, or its value needs quotes")]
    Line(usize),
    #[error(".env can't be read")]
    File(#[source] io::Error),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("must be text in UTF-8")]
pub(super) struct NotText;

/// Only the names: values may be secrets.
impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.values.keys()).finish()
    }
}

impl Environment {
    pub fn of_process() -> Result<Self, EnvironmentError> {
        let mut values = dot_env()?;
        let in_file = values.keys().cloned().collect();
        #[expect(clippy::disallowed_methods, reason = "this is where settings are read")]
        let process = std::env::vars_os();
        let text = |value: OsString| value.into_string().map_err(|_not_shown| NotText);
        values.extend(process.filter_map(|(name, value)| Some((name.into_string().ok()?, text(value)))));
        Ok(Self { values, in_file })
    }

    pub fn of(pairs: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        let values = pairs.into_iter().map(|(name, value)| (name.to_owned(), Ok(value))).collect();
        Self { values, in_file: BTreeSet::new() }
    }

    /// In order.
    pub(super) fn names(&self) -> BTreeSet<&str> {
        self.values.keys().map(String::as_str).collect()
    }

    pub(super) fn is_in_file(&self, name: &str) -> bool {
        self.in_file.contains(name)
    }

    /// A blank value is no value: compose files and shells set variables to nothing.
    pub(super) fn get(&self, name: &str) -> Option<Result<&str, NotText>> {
        match self.values.get(name)? {
            Ok(value) => Some(value.trim()).filter(|value| !value.is_empty()).map(Ok),
            Err(fault) => Some(Err(*fault)),
        }
    }
}

fn dot_env() -> Result<HashMap<String, Result<String, NotText>>, EnvironmentError> {
    let content = match std::fs::read_to_string(".env") {
        Ok(content) => content,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(HashMap::new()),
        Err(error) => return Err(EnvironmentError::File(error)),
    };
    // Some editors begin a file with a byte order mark.
    let content = content.trim_start_matches('\u{feff}');
    let pairs = dotenvy::from_read_iter(content.as_bytes());
    let pairs = pairs.map(|pair| match pair {
        Ok((name, value)) => Ok((name, Ok(value))),
        Err(dotenvy::Error::LineParse(line, _)) => Err(EnvironmentError::Line(number_of(&line, content))),
        Err(error) => Err(EnvironmentError::File(io::Error::other(error))),
    });
    pairs.collect()
}

/// The library tells the text that it can't read: a line or its value, and more lines after an open quote.
fn number_of(text: &str, content: &str) -> usize {
    let first = text.lines().next().map_or("", without_comment);
    content.lines().take_while(|line| !without_comment(line).ends_with(first)).count() + 1
}

fn without_comment(line: &str) -> &str {
    line.split('#').next().unwrap_or(line).trim_end()
}
