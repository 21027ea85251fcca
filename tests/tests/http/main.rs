//! The API over HTTP, on memory, SQLite and PostgreSQL alike.

mod accounts;
