//! Formats counts for messages.

use std::fmt::Display;

/// Returns a count with its noun: `1 user`, `2 users`. The plural is formed with an `s`.
pub fn count_of<N: Display + Copy + PartialEq + From<u8>>(count: N, noun: &str) -> String {
    let ending = if count == N::from(1) { "" } else { "s" };
    format!("{count} {noun}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_count_of_one_has_the_singular() {
        let shown = [0, 1, 2, 11, -1_i64].map(|count| count_of(count, "user"));
        assert_eq!(shown, ["0 users", "1 user", "2 users", "11 users", "-1 users"]);
    }
}
