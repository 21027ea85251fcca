//! `GET /auth/export` streams one JSON document in parts, so memory does not limit the size of the document.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Serialize;
use tasklane_core::account::{AccountService, ExportPart, ExportPosition, ExportService};
use tasklane_core::user::User;

use super::export_bodies::{
    ExportBody, ExportedKeyBody, ExportedNetworkBody, ExportedSessionBody, ExportedTaskBody, ExportedUserBody,
};
use crate::extract::{ExtractorChain, SignedIn};
use crate::respond::Problem;
use crate::response_memory::{Part, PartError, Parts, ResponseBudget};
use crate::route_table::{ApiOperation, RouteMetadata};

/// Export account data
///
/// Returns all data about the account, except the password hash and tokens, as one JSON document. The document is not a
/// snapshot: data that changes during the export appears in its old or new state. If the export fails, the server
/// closes the connection, so a response that ends normally is complete. An export can take up to 6 hours and ends early
/// if the session ends.
#[utoipa::path(
    tag = "accounts",
    responses((status = 200, description = "The account data", body = ExportBody<'static>, headers(
        ("Content-Disposition" = String, description = "`attachment` with a file name"),
    ))),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[get("/auth/export")]
pub(crate) async fn export_account(
    request: ExtractorChain<(SignedIn, ResponseBudget)>,
    accounts: Data<AccountService>,
    exports: Data<ExportService>,
) -> Result<HttpResponse, Problem> {
    let ExtractorChain((signed_in, memory)) = request;
    let user = accounts.find_active(signed_in.user_id()).await?.ok_or_else(Problem::token_revoked)?;
    tracing::info!(user_id = signed_in.user_id().get(), "account export started");
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_TYPE, "application/json"));
    response.insert_header((CONTENT_DISPOSITION, "attachment; filename=\"tasklane-export.json\""));
    let exports = ExportService::clone(&exports);
    let document =
        Document { exports, user, from: ExportPosition::START, has_begun: false, needs_comma: false };
    memory.in_parts(response, document).await
}

impl ApiOperation for export_account {
    const METADATA: RouteMetadata = RouteMetadata::V1.no_store();
}

/// A part ends when it reaches this size.
const PART_BYTES: usize = 256 * 1024;
/// Maximum number of reads per part.
const MAX_READS: usize = 10;

/// An export in progress.
struct Document {
    exports: ExportService,
    user: User,
    from: ExportPosition,
    has_begun: bool,
    /// Whether a comma must precede the next item.
    needs_comma: bool,
}

impl Parts for Document {
    const NEEDS_READ_PERMIT: bool = true;

    /// Reserves more than [`PART_BYTES`], because the last read of a part can exceed that size.
    fn reserved(&self) -> usize {
        3 * PART_BYTES
    }

    async fn next(&mut self) -> Result<Part, PartError> {
        let mut text = String::new();
        if !std::mem::replace(&mut self.has_begun, true) {
            let user =
                serde_json::to_string(&ExportedUserBody::from(&self.user)).map_err(PartError::write_error)?;
            text = format!(r#"{{"user":{user},"sessions":["#);
        }
        for _ in 0..MAX_READS {
            let before = List::at(&self.from);
            let Some((part, from)) = self.exports.next(self.user.id, self.from.clone()).await? else {
                text.push_str(&List::Keys.openings_after(before));
                text.push_str("]}");
                return Ok(Part::new(text.into_bytes(), true));
            };
            let list = List::at(&from);
            text.push_str(&list.openings_after(before));
            text.push_str(&items(&part, self.needs_comma && list == before).map_err(PartError::write_error)?);
            (self.from, self.needs_comma) = (from, true);
            if text.len() >= PART_BYTES {
                break;
            }
        }
        Ok(Part::new(text.into_bytes(), false))
    }
}

fn items(part: &ExportPart, needs_comma: bool) -> Result<String, serde_json::Error> {
    match part {
        ExportPart::Sessions(sessions) => {
            comma_separated(needs_comma, sessions.iter().map(ExportedSessionBody::from))
        }
        ExportPart::Networks(networks) => {
            comma_separated(needs_comma, networks.iter().map(ExportedNetworkBody::from))
        }
        ExportPart::Tasks(tasks) => comma_separated(needs_comma, tasks.iter().map(ExportedTaskBody::from)),
        ExportPart::Keys(keys) => comma_separated(needs_comma, keys.iter().map(ExportedKeyBody::from)),
    }
}

/// The lists of the document, in the order in which they appear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum List {
    Sessions,
    Networks,
    Tasks,
    Keys,
}

impl List {
    fn at(position: &ExportPosition) -> Self {
        match position {
            ExportPosition::SessionsAfter(_) => Self::Sessions,
            ExportPosition::NetworksAfter(_) => Self::Networks,
            ExportPosition::TasksAfter(_) => Self::Tasks,
            ExportPosition::KeysAfter(_) => Self::Keys,
        }
    }

    /// Returns the text that ends the list `before` and begins this list. Writes the lists between them as empty lists.
    fn openings_after(self, before: Self) -> String {
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

/// Serializes items of a list, separated by commas.
fn comma_separated(
    needs_comma: bool,
    items: impl Iterator<Item = impl Serialize>,
) -> Result<String, serde_json::Error> {
    let mut text = String::new();
    for (index, item) in items.enumerate() {
        if needs_comma || index > 0 {
            text.push(',');
        }
        text.push_str(&serde_json::to_string(&item)?);
    }
    Ok(text)
}
