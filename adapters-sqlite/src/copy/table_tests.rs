//! Checks the list of copied tables against the real schema.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::sql_types::Text;
use tasklane_copy::{COPIED_TABLES, EXCLUDED_TABLES};
use tasklane_core::testing::user_tables::USER_TABLES;

use super::catalog;
use crate::connection::connect::connect;
use crate::testing::TestDatabase;

const TABLES: &str =
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
const AUTOINCREMENT: &str = "SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'";

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

#[test]
fn every_table_is_copied_or_excluded_with_a_reason() {
    let mut connection = connect(&TestDatabase::create().config()).unwrap();
    let found: Vec<Name> = diesel::sql_query(TABLES).load(&mut connection).unwrap();
    let found: BTreeSet<String> = found.into_iter().map(|table| table.name).collect();
    let excluded = EXCLUDED_TABLES.iter().map(|(name, _reason)| *name);
    assert_eq!(found, COPIED_TABLES.into_iter().chain(excluded).map(str::to_owned).collect());
    for table in USER_TABLES {
        assert!(COPIED_TABLES.contains(&table.name), "{} must be copied", table.name);
    }
    for table in COPIED_TABLES {
        assert!(!catalog::columns(&mut connection, table).unwrap().is_empty(), "columns of {table}");
    }
    let numbered: Vec<Name> = diesel::sql_query(AUTOINCREMENT).load(&mut connection).unwrap();
    assert!(numbered.iter().all(|table| COPIED_TABLES.contains(&&*table.name)));
}
