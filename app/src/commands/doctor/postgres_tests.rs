//! Tests of the findings about PostgreSQL.

use super::*;
use crate::commands::doctor::finding::Level;

fn clock_level(microseconds: i64, tolerance_microseconds: i64) -> Level {
    clock(ClockDifference { microseconds, tolerance_microseconds }).level
}

#[test]
fn clock_difference_beyond_the_skew_of_tokens_is_a_problem() {
    for sign in [1, -1] {
        assert_eq!(clock_level(sign * 900_000, 0), Level::Ok);
        assert_eq!(clock_level(sign * 1_500_000, 1000), Level::Warning);
        assert_eq!(clock_level(sign * 5_000_000, 0), Level::Warning);
        assert_eq!(clock_level(sign * 6_000_000, 1000), Level::Problem);
        // A slow network makes the measurement inexact, which is not a fault of the clock.
        assert_eq!(clock_level(sign * 1_500_000, 2_000_000), Level::Ok);
    }
    let behind = clock(ClockDifference { microseconds: -6_000_000, tolerance_microseconds: 0 });
    assert!(behind.found.contains("6000 ms behind"), "{behind:?}");
}

#[test]
fn only_utf8_is_accepted() {
    assert_eq!(encoding("UTF8").level, Level::Ok);
    let latin = encoding("LATIN1");
    assert!(latin.level == Level::Problem && latin.found.contains("LATIN1"), "{latin:?}");
}

#[test]
fn missing_extension_or_index_is_a_warning_with_the_statements() {
    assert_eq!(search(&[], true).level, Level::Ok);
    let index = search(&[], false);
    assert_eq!(index.level, Level::Warning);
    assert!(index.advice.is_some_and(|advice| advice.contains("database: CREATE INDEX CONCURRENTLY")));
    let both = search(&["pg_trgm", "btree_gin"], false);
    let advice = both.advice.unwrap();
    assert!(
        advice.contains("CREATE EXTENSION pg_trgm; CREATE EXTENSION btree_gin; CREATE INDEX"),
        "{advice}"
    );
}
