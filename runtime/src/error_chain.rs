//! An error and its chain of sources as one line for a log.

use std::error::Error;

/// Joins the messages of `error` and of all its sources with `: `.
///
/// Show the line only to operators, never to clients: a source may contain hosts, tables and values.
pub fn format_error_chain(error: &dyn Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        line = line + ": " + &error.to_string();
        cause = error.source();
    }
    line
}

#[cfg(test)]
mod tests {
    use tasklane_core::store_error::StoreError;

    use super::*;

    #[test]
    fn line_names_every_source() {
        let error = StoreError::Unavailable(Box::new(std::io::Error::other("connection refused")));
        assert_eq!(format_error_chain(&error), "the database is unavailable: connection refused");
    }
}
