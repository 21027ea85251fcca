//! Runs a command and turns its result into an exit code: 0 done, 1 failed, 2 told wrongly.

use std::process::ExitCode;

use tasklane_core::causes::causes;
use tasklane_core::user::AdministrationError;
use thiserror::Error;

use super::cli::{Cli, Command, SessionsCommand};
use super::{healthcheck, migrate, openapi, seed, serve, sessions, user};
use crate::application::StartError;
use crate::logging;
use crate::settings::{Environment, EnvironmentError, InvalidSettings, Settings};

#[derive(Debug, Error)]
pub(super) enum CommandError {
    #[error(transparent)]
    Environment(#[from] EnvironmentError),
    #[error(transparent)]
    Settings(#[from] InvalidSettings),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error(transparent)]
    Migrate(#[from] migrate::MigrateError),
    #[error(transparent)]
    Seed(#[from] seed::SeedError),
    #[error(transparent)]
    Revoke(#[from] sessions::RevokeError),
    #[error(transparent)]
    User(#[from] user::UserError),
    #[error("the server is not ready")]
    NotReady(#[from] healthcheck::NotReady),
    #[error("these migrations are to be applied: {}", .0.join(", "))]
    Pending(Vec<String>),
    #[error("standard output can't be written to")]
    Output(#[source] std::io::Error),
}

pub fn run(cli: &Cli) -> ExitCode {
    match try_run(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("tasklane: {}", causes(&error));
            ExitCode::from(if is_misconfiguration(&error) { 2 } else { 1 })
        }
    }
}

fn try_run(cli: &Cli) -> Result<ExitCode, CommandError> {
    let settings = Settings::read(&Environment::of_process()?)?;
    let command = cli.command.as_ref().unwrap_or(&Command::Serve);
    match command {
        Command::Serve => logging::start(settings.log_format, &settings.log_level),
        _ => logging::start_beside_output(&settings.log_level),
    }
    match command {
        Command::Serve => block_on(serve::serve(settings))?,
        Command::Migrate(args) => block_on(migrate::migrate(&settings, args))?,
        Command::Seed(args) => block_on(seed::seed(&settings, args))?,
        Command::Sessions(SessionsCommand::Revoke(args)) => block_on(sessions::revoke(&settings, args))?,
        Command::User(command) => block_on(user::user(&settings, command))?,
        Command::Openapi => openapi::print(&settings).map_err(CommandError::Output)?,
        Command::Healthcheck => healthcheck::ask(settings.bind_addr, settings.tls.is_some())?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Workers have runtimes of their own; this one waits for signals and does the background work.
fn block_on<T, E: From<StartError>>(work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(StartError::Serve)?.block_on(work)
}

fn is_misconfiguration(error: &CommandError) -> bool {
    match error {
        CommandError::Environment(_)
        | CommandError::Settings(_)
        | CommandError::Seed(seed::SeedError::Password(_))
        | CommandError::User(
            user::UserError::Password(_)
            | user::UserError::Administration(AdministrationError::WeakPassword(_)),
        )
        | CommandError::Start(StartError::Database(_) | StartError::SecretKey { .. } | StartError::Tls(_)) => {
            true
        }
        CommandError::Migrate(error) | CommandError::Start(StartError::Migrate(error)) => {
            matches!(error, migrate::MigrateError::Sqlite(tasklane_sqlite::MigrateError::Open(_)))
        }
        _ => false,
    }
}
