//! Reads settings one by one and collects the errors.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use secrecy::SecretString;

use super::{Environment, UnknownName, secret_file, unknown_name};

/// The invalid settings and their errors. The text does not repeat values, which may be secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidSettings(Vec<(&'static str, String)>);

impl fmt::Display for InvalidSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid configuration:")?;
        self.0.iter().try_for_each(|(name, fault)| write!(f, "\n  {name}: {fault}"))
    }
}

impl std::error::Error for InvalidSettings {}

impl InvalidSettings {
    /// Returns the name and the error of each invalid setting.
    pub fn faults(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, fault)| (*name, fault.as_str()))
    }
}

/// A file that contains a secret, and the setting that names the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretFile {
    pub setting: String,
    pub path: PathBuf,
}

pub(super) struct Reader<'a> {
    environment: &'a Environment,
    needs_token_keys: bool,
    /// The names of all settings that were looked up, whether they are set or not.
    known_names: Vec<String>,
    given: Vec<&'static str>,
    secret_files: Vec<SecretFile>,
    faults: Vec<(&'static str, String)>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(environment: &'a Environment) -> Self {
        Self {
            environment,
            needs_token_keys: true,
            known_names: Vec::new(),
            given: Vec::new(),
            secret_files: Vec::new(),
            faults: Vec::new(),
        }
    }

    pub(super) fn without_token_keys(self) -> Self {
        Self { needs_token_keys: false, ..self }
    }

    pub(super) fn needs_token_keys(&self) -> bool {
        self.needs_token_keys
    }

    pub(super) fn fault(&mut self, name: &'static str, fault: impl fmt::Display) {
        self.faults.push((name, fault.to_string()));
    }

    pub(super) fn optional<T, E: fmt::Display>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        self.known_names.push(name.to_owned());
        let value = self.environment.get(name)?;
        self.given.push(name);
        let parsed = match value {
            Ok(raw) => parse(raw).map_err(|fault| fault.to_string()),
            Err(fault) => Err(fault.to_string()),
        };
        parsed.map_err(|fault| self.fault(name, fault)).ok()
    }

    /// Returns whether `NAME` or `NAME_FILE` is set.
    pub(super) fn is_given(&mut self, name: &'static str) -> bool {
        self.known_names.extend([name.to_owned(), file_of(name)]);
        self.environment.get(name).is_some() || self.environment.get(&file_of(name)).is_some()
    }

    /// Reads a secret from `NAME` or from the file named by `NAME_FILE`.
    pub(super) fn secret<T, E: fmt::Display>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&SecretString) -> Result<T, E>,
    ) -> Option<T> {
        let file = file_of(name);
        self.known_names.extend([name.to_owned(), file.clone()]);
        let secret = match (self.environment.get(name), self.environment.get(&file)) {
            (None, None) => return None,
            (Some(_), Some(_)) => Err(format!("is set together with {file}: remove one of them")),
            (Some(value), None) => value.map(SecretString::from).map_err(|fault| fault.to_string()),
            (None, Some(path)) => path.map_err(|fault| fault.to_string()).and_then(|path| {
                self.secret_files.push(SecretFile { setting: file.clone(), path: path.into() });
                secret_file::read(Path::new(path)).map_err(|fault| format!("{file} {fault}"))
            }),
        };
        self.given.push(name);
        let parsed = secret.and_then(|secret| parse(&secret).map_err(|fault| fault.to_string()));
        parsed.map_err(|fault| self.fault(name, fault)).ok()
    }

    /// Returns the default if the setting is missing or invalid. An invalid value also adds an error.
    pub(super) fn or_default<T, E: fmt::Display>(
        &mut self,
        name: &'static str,
        default: T,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> T {
        self.optional(name, parse).unwrap_or(default)
    }

    pub(super) fn integer<T>(&mut self, name: &'static str, default: T, min: T, max: T) -> T
    where
        T: FromStr + PartialOrd + fmt::Display + Copy,
    {
        self.or_default(name, default, |raw| {
            let value = raw.parse().ok().filter(|value| (min..=max).contains(value));
            value.ok_or_else(|| format!("must be an integer from {min} to {max}"))
        })
    }

    pub(super) fn boolean(&mut self, name: &'static str, default: bool) -> bool {
        self.or_default(name, default, |raw| match raw.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "on" => Ok(true),
            "false" | "0" | "no" | "off" => Ok(false),
            _ => Err("must be true or false"),
        })
    }

    /// Returns the names of the settings that are set, in alphabetical order.
    pub(super) fn given(&self) -> Vec<&'static str> {
        let mut given = self.given.clone();
        given.sort_unstable();
        given.dedup();
        given
    }

    /// Returns the files from which secrets were read.
    pub(super) fn secret_files(&self) -> Vec<SecretFile> {
        self.secret_files.clone()
    }

    /// Returns unknown names. Call it after all settings have been read.
    pub(super) fn unknown(&self) -> Vec<UnknownName> {
        unknown_name::find(self.environment, &self.known_names)
    }

    /// Returns the settings, or all errors. `settings` is `None` only if there is an error.
    pub(super) fn finish<T>(self, settings: Option<T>) -> Result<T, InvalidSettings> {
        match settings {
            Some(settings) if self.faults.is_empty() => Ok(settings),
            _ => Err(InvalidSettings(self.faults)),
        }
    }
}

fn file_of(name: &str) -> String {
    format!("{name}_FILE")
}
