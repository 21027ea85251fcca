//! Reads a file by its media type.

use super::reading::{File, FileRefused, Reading};
use super::{csv_rows, json};
use crate::extract::MediaType;

/// Reads a file. Parsing megabytes blocks the thread.
pub(in crate::v1::tasks) fn read(media_type: MediaType, bytes: &[u8]) -> Result<File, FileRefused> {
    let mut reading = Reading::default();
    match media_type {
        MediaType::Json => json::read(bytes, &mut reading)?,
        MediaType::Csv => csv_rows::read(bytes, &mut reading),
    }
    reading.finish()
}
