//! `tasklane user`: user administration. Running servers apply changes within one second.

use std::sync::Arc;

use serde_json::{Value, json};
use tasklane_adopt::count_of;
use tasklane_core::account::{NewAccount, UserAdministration};
use tasklane_core::clock::SystemClock;
use tasklane_core::user::{Language, Name, User};
use tasklane_runtime::Event;

use super::errors::{CommandError, UserError};
use super::migrate;
use super::output::{BAD, GOOD, HEADING, print, print_json, print_result};
use super::password_input::new_password;
use super::user_cli::{CreateArgs, ListArgs, NamedArgs, SetPasswordArgs, UserCommand};
use crate::application::StartError;
use crate::schema_migration;
use crate::settings::Settings;
use crate::wiring::{StoreSource, hasher, password_rules};

/// Number of users that `list` reads at a time.
const PAGE_SIZE: u32 = 500;

pub(super) async fn user(settings: &Settings, command: &UserCommand) -> Result<(), CommandError> {
    migrate::require_database(&settings.database)?;
    match command {
        UserCommand::Create(args) => create(settings, args).await,
        UserCommand::List(args) => list(settings, args).await,
        UserCommand::SetPassword(args) => set_password(settings, args).await,
        UserCommand::Unlock(args) => unlock(settings, args).await,
        UserCommand::Activate(args) => set_active(settings, args, true).await,
        UserCommand::Deactivate(args) => set_active(settings, args, false).await,
    }
}

async fn create(settings: &Settings, args: &CreateArgs) -> Result<(), CommandError> {
    let password = new_password(&args.password).map_err(UserError::from)?;
    let (email, username, name) = (args.email.clone(), args.username.clone(), args.name.clone());
    let account = NewAccount { email, username, name, password, language: Language::default() };
    let user = open(settings).await?.create(account).await.map_err(UserError::from)?;
    log(Event::Registered, &user);
    let text = format!("{GOOD}added{GOOD:#} {}, id {}", user.username.as_str(), user.id);
    print_result(args.output, &text, &as_json(&user))
}

async fn set_password(settings: &Settings, args: &SetPasswordArgs) -> Result<(), CommandError> {
    let password = new_password(&args.password).map_err(UserError::from)?;
    let administration = open(settings).await?;
    let (user, ended) = administration.set_password(&args.user, &password).await.map_err(UserError::from)?;
    log(Event::PasswordChanged, &user);
    let text =
        format!("set the password of {} and revoked {}", user.username.as_str(), count_of(ended, "session"));
    print_result(args.output, &text, &as_json(&user))
}

async fn unlock(settings: &Settings, args: &NamedArgs) -> Result<(), CommandError> {
    let user = open(settings).await?.unlock(&args.user).await.map_err(UserError::from)?;
    log(Event::AccountUnlocked, &user);
    let text = format!("reset the failed attempts of {}", user.username.as_str());
    print_result(args.output, &text, &as_json(&user))
}

async fn set_active(settings: &Settings, args: &NamedArgs, active: bool) -> Result<(), CommandError> {
    let user = open(settings).await?.set_active(&args.user, active).await.map_err(UserError::from)?;
    let (event, done) = if active {
        (Event::AccountActivated, "activated")
    } else {
        (Event::AccountDeactivated, "deactivated")
    };
    log(event, &user);
    print_result(args.output, &format!("{done} {}", user.username.as_str()), &as_json(&user))
}

async fn list(settings: &Settings, args: &ListArgs) -> Result<(), CommandError> {
    let administration = open(settings).await?;
    let (mut after, mut left) = (args.after, args.limit.unwrap_or(u32::MAX));
    if !args.output.json {
        print(format_args!("{HEADING}ID\tUSERNAME\tE-MAIL\tSTATE\tREGISTERED\tNAME{HEADING:#}"))?;
    }
    while left > 0 {
        let page = administration.list(after, left.min(PAGE_SIZE)).await.map_err(UserError::from)?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        left -= u32::try_from(page.len()).unwrap_or(left);
        for user in &page {
            if args.output.json { print_json(&as_json(user))? } else { print(as_row(user))? }
        }
    }
    Ok(())
}

/// Migrates the database first if `MIGRATE_ON_START` is set.
async fn open(settings: &Settings) -> Result<UserAdministration, CommandError> {
    if settings.migrate_on_start {
        schema_migration::apply(&settings.database).await?;
    }
    let stores = StoreSource::open(&settings.database, 1).map_err(StartError::from)?.stores();
    let hasher = hasher(settings).map_err(StartError::from)?;
    let rules = password_rules(settings);
    Ok(UserAdministration::new(stores.users, Arc::new(hasher), rules, Arc::new(SystemClock)))
}

/// Logs the change. The log goes to standard error, because standard output contains the result.
fn log(event: Event, user: &User) {
    tracing::info!(
        event = event.as_str(),
        user_id = user.id.get(),
        "an operator added or changed an account"
    );
}

fn as_row(user: &User) -> String {
    let state = if user.is_active { "active".to_owned() } else { format!("{BAD}inactive{BAD:#}") };
    let (name, created) = (user.name.as_ref().map_or("", Name::as_str), user.created_at.format("%F %T"));
    format!("{}\t{}\t{}\t{state}\t{created}\t{name}", user.id, user.username.as_str(), user.email.as_str())
}

/// Returns the user with the same members as in the API.
fn as_json(user: &User) -> Value {
    json!({
        "id": user.id.get(),
        "email": user.email.as_str(),
        "username": user.username.as_str(),
        "name": user.name.as_ref().map(Name::as_str),
        "is_active": user.is_active,
        "created_at": user.created_at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
    })
}
