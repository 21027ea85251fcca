//! `GET /auth/export`: one JSON document, written as it is read, so that its size does not matter.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{Bytes, Data};
use actix_web::{HttpResponse, get};
use futures_util::stream::{self, Stream};
use serde::Serialize;
use tasklane_core::causes::causes;
use tasklane_core::ids::UserId;
use tasklane_core::store_error::StoreError;
use tasklane_core::user::{AccountService, ExportPart, ExportPosition, ExportService, User};
use thiserror::Error;

use super::export_bodies::{
    ExportBody, ExportedKeyBody, ExportedNetworkBody, ExportedSessionBody, ExportedTaskBody, ExportedUserBody,
};
use crate::input::InOrder;
use crate::problem::Problem;
use crate::signed_in::SignedIn;
use crate::transfers::Transfer;

/// Take one's data along
///
/// Everything that is held about the user, as one JSON document. Each part is as it was when it was written. Should
/// something fail on the way, the connection breaks off: the document is whole when it ends.
#[utoipa::path(
    tag = "accounts",
    responses((status = 200, description = "Everything", body = ExportBody<'static>, headers(
        ("Content-Disposition" = String, description = "`attachment`, with the name of a file"),
    ))),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[get("/auth/export")]
pub(crate) async fn export_account(
    request: InOrder<(SignedIn, Transfer)>,
    accounts: Data<AccountService>,
    exports: Data<ExportService>,
) -> Result<HttpResponse, Problem> {
    let InOrder((who, transfer)) = request;
    let user = accounts.find_active(who.user_id()).await?.ok_or_else(Problem::token_revoked)?;
    tracing::info!(user_id = who.user_id().get(), "exports the account");
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/json"))
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"tasklane-export.json\""))
        .streaming(document(ExportService::clone(&exports), user, transfer)))
}

#[derive(Debug, Error)]
enum ExportFailed {
    #[error("a part of the export can't be read")]
    Store(#[from] StoreError),
    #[error("a part of the export can't be written")]
    Json(#[from] serde_json::Error),
    #[error("the client reads too slowly")]
    TooSlow,
}

/// What is written next.
enum Next {
    Start(User),
    /// With a comma, unless it is the first of its list.
    Part {
        user: UserId,
        from: ExportPosition,
        comma: bool,
    },
    Nothing,
}

/// An error breaks off the answer, and so no half of a document looks like a whole one.
fn document(
    exports: ExportService,
    user: User,
    transfer: Transfer,
) -> impl Stream<Item = Result<Bytes, ExportFailed>> {
    stream::try_unfold((exports, transfer, Next::Start(user)), |(exports, transfer, next)| async {
        let step =
            if transfer.is_overdue() { Err(ExportFailed::TooSlow) } else { step(&exports, next).await };
        if let Err(error) = &step {
            tracing::error!(cause = causes(error), "an export broke off");
        }
        Ok(step?.map(|(bytes, next)| (bytes, (exports, transfer, next))))
    })
}

async fn step(exports: &ExportService, next: Next) -> Result<Option<(Bytes, Next)>, ExportFailed> {
    let (user, from, comma) = match next {
        Next::Nothing => return Ok(None),
        Next::Start(user) => {
            let start = format!(
                r#"{{"user":{},"sessions":["#,
                serde_json::to_string(&ExportedUserBody::from(&user))?
            );
            let next = Next::Part { user: user.id, from: ExportPosition::START, comma: false };
            return Ok(Some((start.into(), next)));
        }
        Next::Part { user, from, comma } => (user, from, comma),
    };
    let before = List::of(&from);
    let Some((part, from)) = exports.next(user, from).await? else {
        let end = format!("{}]}}", List::Keys.begun_after(before));
        return Ok(Some((end.into(), Next::Nothing)));
    };
    let list = List::of(&from);
    let comma = comma && list == before;
    let items = match part {
        ExportPart::Sessions(sessions) => listed(comma, sessions.iter().map(ExportedSessionBody::from)),
        ExportPart::Networks(networks) => listed(comma, networks.iter().map(ExportedNetworkBody::from)),
        ExportPart::Tasks(tasks) => listed(comma, tasks.iter().map(ExportedTaskBody::from)),
        ExportPart::Keys(keys) => listed(comma, keys.iter().map(ExportedKeyBody::from)),
    };
    let text = format!("{}{}", list.begun_after(before), items?);
    Ok(Some((text.into(), Next::Part { user, from, comma: true })))
}

/// The lists of the document, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum List {
    Sessions,
    Networks,
    Tasks,
    Keys,
}

impl List {
    fn of(position: &ExportPosition) -> Self {
        match position {
            ExportPosition::SessionsAfter(_) => Self::Sessions,
            ExportPosition::NetworksAfter(_) => Self::Networks,
            ExportPosition::TasksAfter(_) => Self::Tasks,
            ExportPosition::KeysAfter(_) => Self::Keys,
        }
    }

    /// What ends the list before, and begins this one and any that is empty between them.
    fn begun_after(self, before: Self) -> String {
        let begin = [
            (Self::Networks, r#"],"known_networks":["#),
            (Self::Tasks, r#"],"tasks":["#),
            (Self::Keys, r#"],"idempotency_keys":["#),
        ];
        begin
            .into_iter()
            .filter(|(list, _)| (before..=self).contains(list) && *list != before)
            .map(|(_, text)| text)
            .collect()
    }
}

/// The elements of a list that has begun.
fn listed(comma: bool, items: impl Iterator<Item = impl Serialize>) -> Result<String, serde_json::Error> {
    let mut text = String::new();
    for (index, item) in items.enumerate() {
        if comma || index > 0 {
            text.push(',');
        }
        text.push_str(&serde_json::to_string(&item)?);
    }
    Ok(text)
}
