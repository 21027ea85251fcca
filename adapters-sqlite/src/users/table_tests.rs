//! Checks the rules for tables with user data against the real schema.

use diesel::prelude::*;
use diesel::sql_types::Text;
use tasklane_core::testing::user_tables::{Participation, USER_TABLES};

use crate::backup::after_restore::POST_RESTORE_UPDATES;
use crate::connection::connect::connect;
use crate::tasks::{COUNT_KEYS, COUNT_TASKS};
use crate::testing::TestDatabase;

const OWNED: &str = "SELECT m.name AS name, c.name AS owner FROM sqlite_master AS m \
                     JOIN pragma_table_info(m.name) AS c \
                     WHERE m.type = 'table' AND c.name IN ('owner_id', 'user_id') ORDER BY m.name";

const CASCADING: &str = "SELECT m.name AS name, f.\"from\" AS owner FROM sqlite_master AS m \
                         JOIN pragma_foreign_key_list(m.name) AS f \
                         WHERE m.type = 'table' AND f.\"table\" = 'users' AND f.on_delete = 'CASCADE' \
                         ORDER BY m.name";

#[derive(Debug, PartialEq, Eq, QueryableByName)]
struct Owned {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    owner: String,
}

fn owned(names: impl Iterator<Item = (&'static str, &'static str)>) -> Vec<Owned> {
    let mut all: Vec<Owned> =
        names.map(|(name, owner)| Owned { name: name.to_owned(), owner: owner.to_owned() }).collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

#[test]
fn every_table_with_rows_of_a_user_has_its_rules() {
    let database = TestDatabase::create();
    let mut connection = connect(&database.config()).unwrap();
    let found: Vec<Owned> = diesel::sql_query(OWNED).load(&mut connection).unwrap();
    assert_eq!(found, owned(USER_TABLES.iter().map(|table| (table.name, table.owner_column))));
    let cascading: Vec<Owned> = diesel::sql_query(CASCADING).load(&mut connection).unwrap();
    let deleted = USER_TABLES.iter().filter(|table| table.deletion == Participation::Included);
    assert_eq!(cascading, owned(deleted.map(|table| (table.name, table.owner_column))));
    for table in USER_TABLES {
        let has_update = POST_RESTORE_UPDATES.iter().any(|update| update.table == table.name);
        assert_eq!(
            has_update,
            table.after_restore == Participation::Included,
            "the post-restore updates must follow the rule of {}",
            table.name
        );
        let from = format!(" FROM {} ", table.name);
        let is_counted = [COUNT_TASKS, COUNT_KEYS].iter().any(|sql| sql.contains(&from));
        assert_eq!(
            is_counted,
            table.byte_count == Participation::Included,
            "the byte counts must follow the rule of {}",
            table.name
        );
    }
}
