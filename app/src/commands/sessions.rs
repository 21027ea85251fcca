//! `tasklane sessions revoke`: revokes sessions in the database. Running servers apply the revocation within one
//! second.

use std::sync::Arc;

use serde_json::json;
use tasklane_adopt::count_of;
use tasklane_core::clock::SystemClock;
use tasklane_core::ids::UserId;
use tasklane_core::session::SessionCleaner;
use tasklane_core::user::LoginName;
use tasklane_runtime::Event;

use super::cli::RevokeArgs;
use super::errors::{CommandError, RevokeError};
use super::migrate;
use super::output;
use crate::application::StartError;
use crate::settings::Settings;
use crate::wiring::StoreSource;

pub(super) async fn revoke(settings: &Settings, args: &RevokeArgs) -> Result<(), CommandError> {
    migrate::require_database(&settings.database)?;
    migrate::require_no_pending(&settings.database).await?;
    let stores = StoreSource::open(&settings.database, 1).map_err(StartError::from)?.stores();
    let cleaner = SessionCleaner::new(stores.sessions, stores.users, Arc::new(SystemClock));
    let (user, ended) = match &args.user {
        Some(name) => {
            let (user, ended) = end_all_of(&cleaner, name).await?;
            (Some(user), ended)
        }
        None => (None, cleaner.end_all().await.map_err(RevokeError::from)?),
    };
    let user_id = user.map(UserId::get);
    tracing::info!(event = Event::SessionEnded.as_str(), user_id, ended, "an operator revoked sessions");
    let of_user = args.user.as_ref().map(|name| format!(" of {name}")).unwrap_or_default();
    output::print_result(
        args.output,
        &format!("revoked {}{of_user}", count_of(ended, "session")),
        &json!({"ended": ended}),
    )
}

async fn end_all_of(cleaner: &SessionCleaner, name: &str) -> Result<(UserId, usize), RevokeError> {
    let ended = match LoginName::parse(name) {
        Some(name) => cleaner.end_all_of(&name).await?,
        None => None,
    };
    ended.ok_or_else(|| RevokeError::NoSuchUser(name.to_owned()))
}
