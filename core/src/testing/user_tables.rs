//! What happens to each table with rows of a user, declared once. The tests of every database compare this with the real
//! schema: a new table without a declaration fails them.

/// How a table takes part in something, or why it does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Takes,
    Exempt(&'static str),
}

#[derive(Debug, Clone, Copy)]
pub struct UserTable {
    pub name: &'static str,
    /// Whose rows they are.
    pub owner_column: &'static str,
    /// The member of the account export that holds its rows.
    pub export: Result<&'static str, &'static str>,
    /// Its rows go in the same atomic step as the user.
    pub deletion: Part,
    /// `after_restore` of the adapters changes its rows.
    pub after_restore: Part,
    /// Its rows count towards the storage quota.
    pub byte_count: Part,
}

const FEW: Part = Part::Exempt("a bounded number of bounded rows for each user");

pub const USER_TABLES: [UserTable; 6] = [
    UserTable {
        name: "tasks",
        owner_column: "owner_id",
        export: Ok("tasks"),
        deletion: Part::Takes,
        after_restore: Part::Takes,
        byte_count: Part::Takes,
    },
    UserTable {
        name: "task_counters",
        owner_column: "owner_id",
        export: Err("numbers that follow from the tasks"),
        deletion: Part::Takes,
        after_restore: Part::Takes,
        byte_count: Part::Exempt("one row for each user"),
    },
    UserTable {
        name: "sessions",
        owner_column: "user_id",
        export: Ok("sessions"),
        deletion: Part::Takes,
        after_restore: Part::Takes,
        byte_count: FEW,
    },
    UserTable {
        name: "known_networks",
        owner_column: "user_id",
        export: Ok("known_networks"),
        deletion: Part::Takes,
        after_restore: Part::Exempt("the account did sign in from these networks"),
        byte_count: FEW,
    },
    UserTable {
        name: "idempotency_keys",
        owner_column: "user_id",
        export: Ok("idempotency_keys"),
        deletion: Part::Takes,
        after_restore: Part::Exempt(
            "a key is stored in the transaction of its write: a backup has both or neither",
        ),
        byte_count: Part::Takes,
    },
    UserTable {
        name: "deleted_users",
        owner_column: "user_id",
        export: Err("only of users who are gone"),
        deletion: Part::Exempt("written by the deletion, and kept for as long as access tokens live"),
        after_restore: Part::Exempt("a user who is deleted in the backup stays deleted"),
        byte_count: FEW,
    },
];
