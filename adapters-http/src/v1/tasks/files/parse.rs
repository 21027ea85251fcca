//! Reads a file according to its media type.

use super::reading::{File, FileError, Reading};
use super::{csv_rows, json};
use crate::extract::MediaType;

/// Reads a file. Blocks the thread, because a file can be several megabytes long.
pub(in crate::v1::tasks) fn read(media_type: MediaType, bytes: &[u8]) -> Result<File, FileError> {
    let mut reading = Reading::default();
    match media_type {
        MediaType::Json => json::read(bytes, &mut reading)?,
        MediaType::Csv => csv_rows::read(bytes, &mut reading),
    }
    reading.finish()
}
