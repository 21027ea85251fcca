//! Reads settings one by one and remembers each that is wrong.

use std::fmt;
use std::str::FromStr;

use super::Environment;

/// Each wrong setting with what is wrong about it. Never repeats a value: it may be a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidSettings(Vec<(&'static str, String)>);

impl fmt::Display for InvalidSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the configuration can't be used:")?;
        self.0.iter().try_for_each(|(name, fault)| write!(f, "\n  {name}: {fault}"))
    }
}

impl std::error::Error for InvalidSettings {}

pub(super) struct Reader<'a> {
    environment: &'a Environment,
    faults: Vec<(&'static str, String)>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(environment: &'a Environment) -> Self {
        Self { environment, faults: Vec::new() }
    }

    pub(super) fn fault(&mut self, name: &'static str, fault: impl fmt::Display) {
        self.faults.push((name, fault.to_string()));
    }

    pub(super) fn optional<T, E: fmt::Display>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let parsed = match self.environment.get(name)? {
            Ok(raw) => parse(raw).map_err(|fault| fault.to_string()),
            Err(fault) => Err(fault.to_string()),
        };
        parsed.map_err(|fault| self.fault(name, fault)).ok()
    }

    /// A wrong value yields the default here and a fault in the end.
    pub(super) fn or<T, E: fmt::Display>(
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
        self.or(name, default, |raw| {
            let value = raw.parse().ok().filter(|value| (min..=max).contains(value));
            value.ok_or_else(|| format!("must be an integer from {min} to {max}"))
        })
    }

    pub(super) fn boolean(&mut self, name: &'static str, default: bool) -> bool {
        self.or(name, default, |raw| match raw.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "on" => Ok(true),
            "false" | "0" | "no" | "off" => Ok(false),
            _ => Err("must be true or false"),
        })
    }

    /// The settings, if nothing was wrong. They are missing only where a fault says why.
    pub(super) fn finish<T>(self, settings: Option<T>) -> Result<T, InvalidSettings> {
        match settings {
            Some(settings) if self.faults.is_empty() => Ok(settings),
            _ => Err(InvalidSettings(self.faults)),
        }
    }
}
