//! Tasks in `SQLite`: what is read and written, and what is kept beside them.

mod keeping;
mod list;
mod read;
mod slices;
mod store;
mod work;
mod write;
