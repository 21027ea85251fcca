//! Copies all rows: users first, then tasks.

use crate::error::AdoptError;
use crate::legacy::Legacy;
use crate::options::Options;
use crate::ports::{Source, Target};
use crate::repair_log::RepairLog;
use crate::report::Report;
use crate::tasks::TaskConverter;
use crate::users::{TakenNames, UserConverter};

/// Copies rows until the first invalid row. Then reads the remaining rows without storing them, so that the error
/// counts every invalid row. `report` contains the facts known before the copy, such as the columns that are not
/// imported.
pub fn copy(
    database: &mut (impl Source + Target),
    legacy: &Legacy,
    options: &Options,
    report: Report,
) -> Result<Report, AdoptError> {
    let mut repair_log = RepairLog::new(options.mend, report);
    copy_users(database, legacy, options, &mut repair_log)?;
    copy_tasks(database, legacy, options, &mut repair_log)?;
    let report = repair_log.into_report()?;
    let last = database.last_ids().map_err(AdoptError::Database)?;
    database.finish(last).map_err(AdoptError::Database)?;
    Ok(report)
}

/// Reads the users twice. The first pass reserves all valid names, so a repaired name never equals a valid name.
fn copy_users(
    database: &mut (impl Source + Target),
    legacy: &Legacy,
    options: &Options,
    repair_log: &mut RepairLog,
) -> Result<(), AdoptError> {
    let mut names = TakenNames::default();
    loop {
        let batch = database.next_users().map_err(AdoptError::Database)?;
        if batch.is_empty() {
            break;
        }
        names.reserve(&batch);
    }
    let mut users = UserConverter::new(legacy, options, names);
    loop {
        let batch = database.next_users().map_err(AdoptError::Database)?;
        if batch.is_empty() {
            break;
        }
        options.count(batch.len());
        let adopted: Vec<_> = batch.iter().filter_map(|user| users.adopt(user, repair_log)).collect();
        if repair_log.has_no_invalid_rows() && !users.has_duplicates() {
            database.add_users(&adopted).map_err(AdoptError::Database)?;
        }
    }
    users.report_duplicates(repair_log);
    Ok(())
}

fn copy_tasks(
    database: &mut (impl Source + Target),
    legacy: &Legacy,
    options: &Options,
    repair_log: &mut RepairLog,
) -> Result<(), AdoptError> {
    let mut tasks = TaskConverter::new(legacy, options);
    loop {
        let batch = database.next_tasks().map_err(AdoptError::Database)?;
        if batch.is_empty() {
            return Ok(());
        }
        options.count(batch.len());
        let adopted: Vec<_> = batch.iter().filter_map(|task| tasks.adopt(task, repair_log)).collect();
        if repair_log.has_no_invalid_rows() {
            database.add_tasks(&adopted).map_err(AdoptError::Database)?;
        }
    }
}
