//! Runs a command. Exit codes: 0 success, 1 failure, 2 usage or configuration error. A second signal ends `serve` with
//! 130.

use std::process::ExitCode;

use tasklane_runtime::format_error_chain;

use super::cli::{Cli, Command, MailCommand, SessionsCommand};
use super::errors::CommandError;
use super::output::BAD;
use super::{
    backup, cli_files, copy, doctor, healthcheck, mail, migrate, openapi, restore, seed, serve, sessions,
    user,
};
use crate::application::StartError;
use crate::logging;
use crate::settings::{Environment, Settings};
use crate::telemetry::{MetricsRegistry, Traces};

pub fn run(cli: &Cli) -> ExitCode {
    match try_run(cli) {
        Ok(code) => code,
        Err(error) => {
            anstream::eprintln!("{BAD}tasklane:{BAD:#} {}", format_error_chain(&error));
            ExitCode::from(if error.is_misconfiguration() { 2 } else { 1 })
        }
    }
}

fn try_run(cli: &Cli) -> Result<ExitCode, CommandError> {
    let command = cli.command.as_ref().unwrap_or(&Command::Serve);
    match command {
        Command::Completions { shell } => cli_files::completions(*shell).map_err(CommandError::Output)?,
        Command::Man { folder } => cli_files::man_pages(folder).map_err(CommandError::Manual)?,
        Command::Doctor(args) => return doctor::doctor(args),
        Command::Serve => {
            let settings = Settings::read(&Environment::from_process()?)?;
            serve(settings)?;
        }
        _ => {
            let settings = Settings::read_without_token_keys(&Environment::from_process()?)?;
            logging::start_for_command(&settings.log_level);
            settings.warn_about_unknown_names();
            run_command(command, &settings)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs the commands that need settings, except `serve`.
fn run_command(command: &Command, settings: &Settings) -> Result<(), CommandError> {
    match command {
        Command::Migrate(args) => block_on(migrate::migrate(settings, args))?,
        Command::Seed(args) => block_on(seed::seed(settings, args))?,
        Command::Sessions(SessionsCommand::Revoke(args)) => block_on(sessions::revoke(settings, args))?,
        Command::User(command) => block_on(user::user(settings, command))?,
        Command::Mail(MailCommand::Test(args)) => block_on(mail::test(settings, args))?,
        Command::Openapi => openapi::print(settings).map_err(CommandError::Output)?,
        Command::Healthcheck(args) => healthcheck::healthcheck(settings, args)?,
        Command::Copy(args) => block_on(copy::copy(settings, args))?,
        Command::Backup(args) => backup::backup(settings, args)?,
        Command::Restore(args) => restore::restore(settings, args)?,
        Command::AfterRestore(args) => block_on(restore::after_restore(settings, args))?,
        Command::Serve | Command::Doctor(_) | Command::Completions { .. } | Command::Man { .. } => {}
    }
    Ok(())
}

/// Starts traces, metrics and logging before any other part of the server. Exports the last spans after all other parts
/// have stopped.
fn serve(settings: Settings) -> Result<(), StartError> {
    let traces = settings.telemetry.traces.as_ref().map(Traces::start).transpose()?;
    let (registry, counters) = settings.telemetry.metrics_addr.map(|_| MetricsRegistry::start()).unzip();
    let layers = traces.iter().map(Traces::layer).chain(counters).collect();
    logging::start(settings.log_format, &settings.log_level, layers);
    let served = block_on(serve::serve(settings, registry));
    if let Some(traces) = traces {
        traces.finish();
    }
    served
}

/// Runs the future on a new single-threaded runtime. HTTP workers have their own runtimes.
fn block_on<T, E: From<StartError>>(work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(StartError::Serve)?.block_on(work)
}
