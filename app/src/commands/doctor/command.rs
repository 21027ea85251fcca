//! Runs the checks and prints the findings.

use std::process::ExitCode;

use serde_json::json;
use tasklane_adopt::count_of;

use super::finding::{Finding, Level};
use super::{files, mail, ports, postgres, redis, secret_key, settings, sqlite};
use crate::application::StartError;
use crate::commands::cli::DoctorArgs;
use crate::commands::errors::CommandError;
use crate::commands::output::{self, OutputArgs};
use crate::settings::{Database, Environment, Settings};

/// The exit code for invalid settings.
const MISCONFIGURED: u8 = 2;

pub(in crate::commands) fn doctor(args: &DoctorArgs) -> Result<ExitCode, CommandError> {
    let settings = match Environment::from_process() {
        Ok(environment) => Settings::read(&environment).map_err(|invalid| settings::invalid(&invalid)),
        Err(error) => Err(vec![settings::unreadable(&error)]),
    };
    let settings = match settings {
        Ok(settings) => settings,
        Err(findings) => {
            print(args.output, &findings)?;
            return Ok(ExitCode::from(MISCONFIGURED));
        }
    };
    let findings = check(&settings)?;
    print(args.output, &findings)?;
    Ok(if count(&findings, Level::Problem) == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn check(settings: &Settings) -> Result<Vec<Finding>, StartError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let findings = runtime.block_on(check_all(settings));
    // Dropping the runtime would wait for threads that a host or a file system blocks.
    runtime.shutdown_background();
    Ok(findings)
}

async fn check_all(settings: &Settings) -> Vec<Finding> {
    let mut findings = settings::check(settings);
    findings.extend(secret_key::check(settings).await);
    findings.extend(match &settings.database {
        Database::Sqlite(config) => sqlite::check(config, settings.migrate_on_start).await,
        Database::Postgres(config) => postgres::check(settings, config).await,
    });
    if let Some(redis) = &settings.redis {
        findings.extend(redis::check(redis).await);
    }
    findings.extend(mail::check(&settings.mail).await);
    findings.extend(files::check(settings).await);
    findings.extend(ports::check(settings).await);
    findings
}

fn print(output: OutputArgs, findings: &[Finding]) -> Result<(), CommandError> {
    let (problems, warnings) = (count(findings, Level::Problem), count(findings, Level::Warning));
    let lines: Vec<String> = findings.iter().map(Finding::to_text).collect();
    let text =
        format!("{}\n{}, {}", lines.join("\n"), count_of(problems, "problem"), count_of(warnings, "warning"));
    let all: Vec<_> = findings.iter().map(Finding::to_json).collect();
    output::print_result(output, &text, &json!({"problems": problems, "warnings": warnings, "findings": all}))
}

fn count(findings: &[Finding], level: Level) -> usize {
    findings.iter().filter(|finding| finding.level == level).count()
}
