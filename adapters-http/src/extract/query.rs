//! Parses the query string.
//!
//! On v1 routes, an unknown parameter is an error ([`Query::of_route`]). If it were ignored, a request with a
//! misspelled filter would return all tasks. Other routes ignore unknown parameters.

use std::collections::BTreeSet;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use tasklane_core::invalid::Invalid;
use tasklane_core::task::Page;

use super::path::integer;
use super::query_names::{is_cache_buster, unknown, without_brackets};
use crate::respond::{Fault, Problem, Reason, ValidationErrors};

#[derive(Debug)]
pub(crate) struct Query {
    pairs: Vec<(String, String)>,
    /// The parameters that the route has read.
    read_names: Vec<&'static str>,
    pub(crate) errors: ValidationErrors,
}

impl FromRequest for Query {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let checked = req.extensions_mut().remove::<Self>();
        ready(Ok(checked.unwrap_or_else(|| Self::of_pairs(pairs(req.query_string())))))
    }
}

fn pairs(query: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

impl Query {
    /// Parses the query of a route that accepts only these parameters. Each unknown name is reported once.
    pub(crate) fn of_route(query: &str, accepted: &[String]) -> Self {
        let (mut taken, mut others) = (Vec::new(), BTreeSet::new());
        for (mut name, value) in pairs(query) {
            let bare = without_brackets(&name);
            if accepted.iter().any(|accepted| accepted == bare) {
                let length = bare.len();
                name.truncate(length);
                taken.push((name, value));
            } else if !is_cache_buster(bare) {
                others.insert(name);
            }
        }
        let mut query = Self::of_pairs(taken);
        for name in &others {
            query.errors.add(unknown(name, accepted));
        }
        query
    }

    fn of_pairs(pairs: Vec<(String, String)>) -> Self {
        let mut errors = ValidationErrors::default();
        for (name, _) in pairs.iter().filter(|(name, value)| name.contains('\0') || value.contains('\0')) {
            errors.add(Fault::new("query", &name.replace('\0', "\\0"), Invalid::ControlCharacter));
        }
        Self { pairs, read_names: Vec::new(), errors }
    }

    /// Parses `skip` and `limit`, with the default 0 for `skip` and `default_limit` for `limit`.
    pub(crate) fn page(&mut self, default_limit: Option<i64>) -> Option<Page> {
        let skip = self.integer("skip", 0, i64::MAX).unwrap_or(0);
        let limit = self.integer("limit", 1, Page::MAX_LIMIT).or(default_limit);
        Page::new(skip, limit).ok()
    }

    pub(crate) fn boolean(&mut self, name: &'static str) -> Option<bool> {
        self.single(name, |raw| match raw {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(Reason::new("must be true or false", "bool_parsing")),
        })
    }

    /// Returns all valid values of a parameter that may be repeated.
    pub(crate) fn each<T>(
        &mut self,
        name: &'static str,
        parse: impl Fn(&str) -> Result<T, Invalid>,
    ) -> Vec<T> {
        self.read_names.push(name);
        let mut values = Vec::new();
        for raw in self.pairs.iter().filter(|(key, _)| key == name).map(|(_, raw)| raw) {
            match parse(raw) {
                Ok(value) => values.push(value),
                Err(invalid) => self.errors.add(Fault::new("query", name, invalid)),
            }
        }
        values
    }

    /// Returns the query with one parameter set to a new value, for the link to the next page. Parameters that the route
    /// has not read are omitted: they have no effect and may be long.
    pub(crate) fn with(&self, parameter: &str, value: &str) -> String {
        let is_read = |name: &str| self.read_names.contains(&name);
        let others = self.pairs.iter().filter(|(name, _)| name != parameter && is_read(name));
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(others)
            .append_pair(parameter, value)
            .finish()
    }

    pub(crate) fn has(&self, parameter: &str) -> bool {
        self.pairs.iter().any(|(name, _)| name == parameter)
    }

    /// Returns the value of a required parameter that must not be repeated.
    pub(crate) fn required<T>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, Invalid>,
    ) -> Option<T> {
        if !self.has(name) {
            self.errors.add(Fault::new("query", name, Reason::new("is required", "missing")));
        }
        self.single(name, |raw| Ok(parse(raw)?))
    }

    pub(crate) fn finish<T>(&mut self, value: Option<T>) -> Result<T, Problem> {
        std::mem::take(&mut self.errors).finish(value)
    }

    pub(crate) fn integer(&mut self, name: &'static str, min: i64, max: i64) -> Option<i64> {
        self.single(name, |raw| {
            let integer = integer(raw)?.filter(|integer| (min..=max).contains(integer));
            integer.ok_or(Invalid::OutOfRange { min, max }.into())
        })
    }

    /// Returns the value of a parameter that must not be repeated.
    pub(crate) fn single<T>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, Reason>,
    ) -> Option<T> {
        self.read_names.push(name);
        let mut values = self.pairs.iter().filter(|(key, _)| key == name).map(|(_, raw)| raw);
        // A value with NUL has already been rejected.
        let raw = values.next().filter(|raw| !raw.contains('\0'))?;
        let parsed = match values.next() {
            None => parse(raw),
            Some(_) => Err(Reason::new("must not be repeated", "duplicate_item")),
        };
        match parsed {
            Ok(value) => Some(value),
            Err(reason) => {
                self.errors.add(Fault::new("query", name, reason));
                None
            }
        }
    }
}
