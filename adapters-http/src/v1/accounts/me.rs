//! `GET /auth/me`

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use tasklane_core::account::AccountService;

use super::bodies::UserBody;
use crate::extract::SignedIn;
use crate::respond::Problem;
use crate::route_table::{ApiOperation, RouteMetadata};

/// Get the current user
#[utoipa::path(
    tag = "accounts",
    responses((status = 200, description = "The current user", body = UserBody<'static>)),
    security(("OAuth2" = []), ("bearer" = []))
)]
#[get("/auth/me")]
pub(crate) async fn read_me(
    signed_in: SignedIn,
    accounts: Data<AccountService>,
) -> Result<HttpResponse, Problem> {
    let user = accounts.find_active(signed_in.user_id()).await?.ok_or_else(Problem::token_revoked)?;
    Ok(HttpResponse::Ok().json(UserBody::from(&user)))
}

impl ApiOperation for read_me {
    const METADATA: RouteMetadata = RouteMetadata::V1.no_store();
}
