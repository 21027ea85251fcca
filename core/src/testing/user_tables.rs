//! Declares how each table with rows of users takes part in exports, deletions, restores and quotas. The tests of each
//! database adapter compare these declarations with the schema, and fail if a table has no declaration.

/// Whether a table takes part in a deletion, a restore or a quota, or why it does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Participation {
    /// The table takes part.
    Included,
    /// The table does not take part, for this reason.
    Exempt(&'static str),
}

/// How a table takes part in the handling of user data.
#[derive(Debug, Clone, Copy)]
pub struct UserTable {
    /// The name of the table.
    pub name: &'static str,
    /// The column with the id of the user who owns the row.
    pub owner_column: &'static str,
    /// The field of the account export that contains the rows, or why the export does not contain them.
    pub export: Result<&'static str, &'static str>,
    /// Whether the rows are deleted in the same atomic step as the user.
    pub deletion: Participation,
    /// Whether `after_restore` of the adapters changes the rows.
    pub after_restore: Participation,
    /// Whether the rows count toward the storage quota.
    pub byte_count: Participation,
}

const FEW_BYTES: Participation =
    Participation::Exempt("each user has a bounded number of rows of bounded size");

/// Every table with rows of users.
pub const USER_TABLES: [UserTable; 9] = [
    UserTable {
        name: "tasks",
        owner_column: "owner_id",
        export: Ok("tasks"),
        deletion: Participation::Included,
        after_restore: Participation::Included,
        byte_count: Participation::Included,
    },
    UserTable {
        name: "task_counters",
        owner_column: "owner_id",
        export: Err("counters, which are computed from the tasks"),
        deletion: Participation::Included,
        after_restore: Participation::Included,
        byte_count: Participation::Exempt("one row for each user"),
    },
    UserTable {
        name: "sessions",
        owner_column: "user_id",
        export: Ok("sessions"),
        deletion: Participation::Included,
        after_restore: Participation::Included,
        byte_count: FEW_BYTES,
    },
    UserTable {
        name: "known_networks",
        owner_column: "user_id",
        export: Ok("known_networks"),
        deletion: Participation::Included,
        after_restore: Participation::Exempt("the recorded logins remain true after a restore"),
        byte_count: FEW_BYTES,
    },
    UserTable {
        name: "idempotency_keys",
        owner_column: "user_id",
        export: Ok("idempotency_keys"),
        deletion: Participation::Included,
        after_restore: Participation::Exempt(
            "a key is stored in the transaction of its write, so a backup contains both or neither",
        ),
        byte_count: Participation::Included,
    },
    UserTable {
        name: "mail_outbox",
        owner_column: "user_id",
        export: Err("each mail is sent to the user or discarded, usually within a day"),
        deletion: Participation::Included,
        after_restore: Participation::Included,
        byte_count: FEW_BYTES,
    },
    UserTable {
        name: "one_time_links",
        owner_column: "user_id",
        export: Err("the user received the links by mail, and the table contains only their hashes"),
        deletion: Participation::Included,
        after_restore: Participation::Included,
        byte_count: FEW_BYTES,
    },
    UserTable {
        name: "login_names",
        owner_column: "user_id",
        export: Err("the account itself contains the names"),
        deletion: Participation::Exempt("the deletion releases the names, which stay reserved for 30 days"),
        after_restore: Participation::Exempt("the names belong to the same users after a restore"),
        byte_count: FEW_BYTES,
    },
    UserTable {
        name: "deleted_users",
        owner_column: "user_id",
        export: Err("contains deleted users only"),
        deletion: Participation::Exempt(
            "written by the deletion, and stored until all access tokens have expired",
        ),
        after_restore: Participation::Exempt("a user who is deleted in the backup stays deleted"),
        byte_count: FEW_BYTES,
    },
];
