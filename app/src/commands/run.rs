//! Runs a command and turns its result into an exit code: 0 done, 1 failed, 2 told wrongly.

use std::process::ExitCode;

use tasklane_runtime::causes;

use super::cli::{Cli, Command, SessionsCommand};
use super::errors::CommandError;
use super::output::BAD;
use super::{backup, healthcheck, migrate, openapi, restore, seed, serve, sessions, shells, user};
use crate::application::StartError;
use crate::logging;
use crate::settings::{Environment, Settings};
use crate::telemetry::{Exposition, Traces};

pub fn run(cli: &Cli) -> ExitCode {
    match try_run(cli) {
        Ok(code) => code,
        Err(error) => {
            anstream::eprintln!("{BAD}tasklane:{BAD:#} {}", causes(&error));
            ExitCode::from(if error.is_misconfiguration() { 2 } else { 1 })
        }
    }
}

fn try_run(cli: &Cli) -> Result<ExitCode, CommandError> {
    let command = cli.command.as_ref().unwrap_or(&Command::Serve);
    match command {
        Command::Completions { shell } => shells::completions(*shell).map_err(CommandError::Output)?,
        Command::Man { folder } => shells::manual(folder).map_err(CommandError::Manual)?,
        Command::Serve => {
            let settings = Settings::read(&Environment::of_process()?)?;
            serve(settings)?;
        }
        _ => {
            let settings = Settings::read_without_token_keys(&Environment::of_process()?)?;
            logging::start_beside_output(&settings.log_level);
            settings.warn_of_unknown_names();
            run_beside_server(command, &settings)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The commands that need settings and serve nothing.
fn run_beside_server(command: &Command, settings: &Settings) -> Result<(), CommandError> {
    match command {
        Command::Migrate(args) => block_on(migrate::migrate(settings, args))?,
        Command::Seed(args) => block_on(seed::seed(settings, args))?,
        Command::Sessions(SessionsCommand::Revoke(args)) => block_on(sessions::revoke(settings, args))?,
        Command::User(command) => block_on(user::user(settings, command))?,
        Command::Openapi => openapi::print(settings).map_err(CommandError::Output)?,
        Command::Healthcheck(args) => healthcheck::healthcheck(settings, args)?,
        Command::Backup(args) => backup::backup(settings, args)?,
        Command::Restore(args) => restore::restore(settings, args)?,
        Command::AfterRestore(args) => block_on(restore::after_restore(settings, args))?,
        Command::Serve | Command::Completions { .. } | Command::Man { .. } => {}
    }
    Ok(())
}

/// Who watches is there before anything is made that can be watched, and until all is over.
fn serve(settings: Settings) -> Result<(), StartError> {
    let traces = settings.telemetry.traces.as_ref().map(Traces::start).transpose()?;
    let (exposition, counting) = settings.telemetry.metrics_addr.map(|_| Exposition::start()).unzip();
    let readers = traces.iter().map(Traces::reader).chain(counting).collect();
    logging::start(settings.log_format, &settings.log_level, readers);
    let served = block_on(serve::serve(settings, exposition));
    if let Some(traces) = traces {
        traces.finish();
    }
    served
}

/// Workers have runtimes of their own; this one waits for signals and does the background work.
fn block_on<T, E: From<StartError>>(work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(StartError::Serve)?.block_on(work)
}
