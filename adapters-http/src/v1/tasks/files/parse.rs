//! Parses a file according to its media type.

use super::import_collector::{FileError, ImportCollector, ImportedFile};
use super::{csv_rows, json};
use crate::extract::MediaType;

/// Parses a file. This can block the thread for a long time, because a file can have several megabytes.
pub(in crate::v1::tasks) fn read(media_type: MediaType, bytes: &[u8]) -> Result<ImportedFile, FileError> {
    let mut collector = ImportCollector::default();
    match media_type {
        MediaType::Json => json::read(bytes, &mut collector)?,
        MediaType::Csv => csv_rows::read(bytes, &mut collector),
    }
    collector.finish()
}
