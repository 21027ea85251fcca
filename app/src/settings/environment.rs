//! Reads the environment and the file `.env` in the working directory. Environment variables take precedence.

use std::collections::{BTreeSet, HashMap};
use std::ffi::OsString;
use std::fmt;
use std::io;

use thiserror::Error;

#[derive(Clone, Default)]
pub struct Environment {
    values: HashMap<String, Result<String, NotUtf8>>,
    /// The names in the file `.env`.
    in_file: BTreeSet<String>,
}

#[derive(Debug, Error)]
pub enum EnvironmentError {
    /// Does not repeat the line, which may contain a secret.
    #[error("cannot read .env: line {0} is not NAME=value, or its value needs quotes")]
    Line(usize),
    #[error("cannot read .env")]
    File(#[source] io::Error),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("must be UTF-8 text")]
pub(super) struct NotUtf8;

/// Shows only the names: values may be secrets.
impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.values.keys()).finish()
    }
}

impl Environment {
    pub fn from_process() -> Result<Self, EnvironmentError> {
        let mut values = dot_env()?;
        let in_file = values.keys().cloned().collect();
        #[expect(clippy::disallowed_methods, reason = "this is where settings are read")]
        let process = std::env::vars_os();
        let text = |value: OsString| value.into_string().map_err(|_not_shown| NotUtf8);
        values.extend(process.filter_map(|(name, value)| Some((name.into_string().ok()?, text(value)))));
        Ok(Self { values, in_file })
    }

    pub fn from_pairs(pairs: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        let values = pairs.into_iter().map(|(name, value)| (name.to_owned(), Ok(value))).collect();
        Self { values, in_file: BTreeSet::new() }
    }

    /// Returns the names in alphabetical order.
    pub(super) fn names(&self) -> BTreeSet<&str> {
        self.values.keys().map(String::as_str).collect()
    }

    pub(super) fn is_in_file(&self, name: &str) -> bool {
        self.in_file.contains(name)
    }

    /// Returns `None` for a blank value, because compose files and shells set unused variables to the empty string.
    pub(super) fn get(&self, name: &str) -> Option<Result<&str, NotUtf8>> {
        match self.values.get(name)? {
            Ok(value) => Some(value.trim()).filter(|value| !value.is_empty()).map(Ok),
            Err(fault) => Some(Err(*fault)),
        }
    }
}

fn dot_env() -> Result<HashMap<String, Result<String, NotUtf8>>, EnvironmentError> {
    let content = match std::fs::read_to_string(".env") {
        Ok(content) => content,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(HashMap::new()),
        Err(error) => return Err(EnvironmentError::File(error)),
    };
    // Some editors write a byte order mark at the start of a file.
    let content = content.trim_start_matches('\u{feff}');
    let pairs = dotenvy::from_read_iter(content.as_bytes());
    let pairs = pairs.map(|pair| match pair {
        Ok((name, value)) => Ok((name, Ok(value))),
        Err(dotenvy::Error::LineParse(line, _)) => Err(EnvironmentError::Line(line_number(&line, content))),
        Err(error) => Err(EnvironmentError::File(io::Error::other(error))),
    });
    pairs.collect()
}

/// Returns the line number of a parse error. The library reports the text that it can't parse: a whole line, or only the
/// value. After an unclosed quote, this text includes the following lines.
fn line_number(text: &str, content: &str) -> usize {
    let first = text.lines().next().map_or("", without_comment);
    content.lines().take_while(|line| !without_comment(line).ends_with(first)).count() + 1
}

fn without_comment(line: &str) -> &str {
    line.split('#').next().unwrap_or(line).trim_end()
}
