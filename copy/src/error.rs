//! The errors of a copy.

use std::path::PathBuf;

use tasklane_core::store_error::Cause;
use thiserror::Error;

/// Why a copy failed. After every error except [`CopyError::Commit`], the target has no rows.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CopyError {
    /// The SQLite file of the source does not exist.
    #[error(
        "no database file at {}: check the path. An absolute path begins with three slashes (sqlite:///srv/tasklane.db), \
         a relative path with none or two (sqlite:tasklane.db)", .0.display()
    )]
    NoFile(PathBuf),
    /// The address is that of a transaction pooler, which would end the locks early.
    #[error(
        "cannot copy through a connection pooler: give the address of the database itself, and run the command without \
         DATABASE_POOLER"
    )]
    BehindPooler,
    /// The schema of the source is not that of this program.
    #[error(
        "the source database lacks the migrations {}: run `tasklane migrate` with this version on the source, then copy again",
        .0.join(", ")
    )]
    SourceNotMigrated(Vec<String>),
    /// The target has some of the tables, but not all migrations.
    #[error(
        "the target database lacks the migrations {}: run `tasklane migrate` with this version on the target, or use an \
         empty database",
        .0.join(", ")
    )]
    TargetNotMigrated(Vec<String>),
    /// The target has rows.
    #[error(
        "the target database is not empty (rows: {rows}); nothing was changed: copy into an empty database"
    )]
    TargetNotEmpty {
        /// The tables with rows, and the number of rows in each.
        rows: String,
    },
    /// The source could not be locked.
    #[error(
        "cannot lock the source database, because another transaction has used it for too long; no rows were copied: end \
         that transaction, or stop the servers, and run the command again"
    )]
    SourceInUse(#[source] Cause),
    /// The target could not be locked.
    #[error(
        "cannot lock the target database, because another transaction has used it for too long; no rows were copied: stop \
         the servers on the target, and run the command again"
    )]
    TargetInUse(#[source] Cause),
    /// A table does not exist in the source and in the target.
    #[error("the table {table} is missing in the source or in the target; no rows were copied")]
    NoTable {
        /// The table.
        table: &'static str,
    },
    /// A column exists in only one database, or has different types.
    #[error(
        "the column {column} of {table} differs between the source and the target; no rows were copied: this version can \
         copy only databases with its own schema"
    )]
    ColumnsDiffer {
        /// The table.
        table: &'static str,
        /// The column.
        column: String,
    },
    /// The rows of the target are not those of the source.
    #[error(
        "the copy of the table {table} differs from the source ({read} rows read, {stored} rows stored), so it was rolled \
         back: check the target for triggers and rules"
    )]
    Mismatch {
        /// The table.
        table: &'static str,
        /// The number of rows that were read from the source.
        read: u64,
        /// The number of rows that were read back from the target.
        stored: u64,
    },
    /// The source failed.
    #[error("cannot read the source database; no rows were copied")]
    Source(#[source] Cause),
    /// The target failed.
    #[error("cannot write to the target database; no rows were copied")]
    Target(#[source] Cause),
    /// The commit failed. After a lost connection, it is unknown whether it took effect.
    #[error(
        "cannot commit the copy, so the target has either no rows or all rows: run the command again, which fails if the \
         target is not empty"
    )]
    Commit(#[source] Cause),
}

/// A stored value that can't be copied exactly. Does not contain the value, because the text may be logged.
#[derive(Debug, Error)]
#[error(
    "a value in the column {column} of {table} can't be copied, because {reason}: correct the row in the source"
)]
pub struct InvalidValue {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: String,
    /// Completes the sentence "because …".
    pub reason: &'static str,
}

/// A column of a type that this crate can't represent.
#[derive(Debug, Error)]
#[error("the column {column} of {table} has the type {type_name}, which can't be copied")]
pub struct UnsupportedType {
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// The name of the type in the database.
    pub type_name: String,
}
