//! Collects validation errors of a request into one problem.

use super::code::Code;
use super::fault::{Fault, PathSegment};
use super::problem::Problem;

/// Maximum number of errors in `detail`.
const MAX_SENTENCES: usize = 10;
/// Maximum number of errors in `errors`. A batch can have thousands.
const MAX_ERRORS: usize = 100;

/// Validation errors of a request, collected so that one response reports them together.
#[derive(Debug, Default)]
pub(crate) struct ValidationErrors(Vec<Fault>);

impl ValidationErrors {
    pub(crate) fn add(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    /// Adds the errors of a part of the body, and prefixes their positions with `there`.
    pub(crate) fn add_nested(&mut self, there: &[PathSegment], part: Self) {
        for mut fault in part.0 {
            fault.loc.splice(1..1, there.iter().cloned());
            self.add(fault);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[cfg(test)]
    pub(crate) fn list(&self) -> &[Fault] {
        &self.0
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn truncate(&mut self, max: usize) {
        self.0.truncate(max);
    }

    pub(crate) fn append(&mut self, mut others: Self) {
        self.0.append(&mut others.0);
    }

    /// Returns the problem. `others` is the number of further errors, which were not collected.
    pub(crate) fn into_problem_with_omitted(mut self, others: usize) -> Problem {
        let mut sentences: Vec<String> = self.0.iter().take(MAX_SENTENCES).map(Fault::sentence).collect();
        let others = others + self.0.len() - sentences.len();
        if others > 0 {
            sentences.push(format!("and {others} more"));
        }
        self.0.truncate(MAX_ERRORS);
        Problem::new(Code::ValidationFailed, sentences.join("; ")).with_errors(self.0)
    }

    /// Returns the value if there are no errors. The value may be missing only if there is an error.
    pub(crate) fn finish<T>(self, value: Option<T>) -> Result<T, Problem> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(self.into()),
        }
    }
}

impl From<ValidationErrors> for Problem {
    fn from(errors: ValidationErrors) -> Self {
        errors.into_problem_with_omitted(0)
    }
}

impl From<Fault> for ValidationErrors {
    fn from(fault: Fault) -> Self {
        Self(vec![fault])
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        ValidationErrors::from(fault).into()
    }
}
