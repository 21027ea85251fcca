//! An error together with what led to it, as one line for a log.

use std::error::Error;

/// For people who run the server, not for clients: a cause may name hosts, tables and values.
pub fn causes(error: &dyn Error) -> String {
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
    use super::*;
    use crate::store_error::StoreError;

    #[test]
    fn every_cause_is_named() {
        let error = StoreError::Unavailable(Box::new(std::io::Error::other("connection refused")));
        assert_eq!(causes(&error), "the database is unavailable: connection refused");
    }
}
