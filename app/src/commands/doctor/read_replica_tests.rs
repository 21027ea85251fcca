//! Tests of the findings about the read replica.

use super::*;
use crate::commands::doctor::finding::Level;

fn level(is_standby: bool, lag_milliseconds: Option<i64>, is_of_primary: Option<bool>) -> Level {
    evaluate(ReplicaDiagnosis { is_standby, lag_milliseconds, is_of_primary }).level
}

#[test]
fn replica_of_another_database_is_a_problem() {
    assert_eq!(level(true, Some(0), Some(false)), Level::Problem);
    assert_eq!(level(true, Some(0), Some(true)), Level::Ok);
    assert_eq!(level(true, None, None), Level::Ok);
}

#[test]
fn primary_or_delayed_replica_is_a_warning() {
    assert_eq!(level(false, None, Some(true)), Level::Warning);
    assert_eq!(level(true, Some(10_001), Some(true)), Level::Warning);
    assert_eq!(level(true, Some(10_000), Some(true)), Level::Ok);
}
