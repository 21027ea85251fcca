//! The command line.

use clap::{Args, Parser, Subcommand};

/// A task-management backend: a REST API with JWT sessions, on SQLite or PostgreSQL.
///
/// Settings come from the environment and from a file .env; the README lists them.
#[derive(Debug, Parser)]
#[command(name = "tasklane", version)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the API (the default)
    Serve,
    /// Bring the database's schema up to date
    Migrate(MigrateArgs),
    /// Fill the database with demo users and tasks
    ///
    /// The same seed makes the same users and tasks; users that are there already are left as they are.
    Seed(SeedArgs),
    /// Print the API's description (OpenAPI, as JSON)
    Openapi,
    /// Ask a running server whether it is ready; exits with 0 if it is
    Healthcheck,
}

#[derive(Debug, Args)]
pub struct MigrateArgs {
    /// Change nothing; exit with 1 if something is to be done
    #[arg(long)]
    pub check: bool,
}

#[derive(Debug, Clone, Args)]
pub struct SeedArgs {
    /// How many users
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub users: u32,
    /// How many tasks for each user
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub tasks: u32,
    /// What the choice of names and tasks grows from
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// The password of every demo user
    #[arg(long, default_value = "tasklane-demo")]
    pub password: String,
}
