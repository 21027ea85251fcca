//! `GET /server`

use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Serialize;
use tasklane_core::account::Registration;
use tasklane_core::task::Workflow;
use tasklane_core::user::mail::{EmailVerificationPolicy, MailPolicy};
use tasklane_core::user::{Language, NewPassword};
use utoipa::ToSchema;

use super::accounts::LanguageBody;
use crate::config::HttpConfig;
use crate::route_table::{ApiOperation, RouteMetadata};

const MAX_AGE: &str = "public, max-age=60";

/// The features and limits of the server, for clients.
#[derive(Debug, Clone, Copy)]
pub struct ServerInfo {
    registration: Registration,
    mail: MailPolicy,
    workflow: &'static str,
    max_tasks_per_user: u32,
}

impl ServerInfo {
    /// Describes a server with these options.
    pub fn new(
        registration: Registration,
        mail: MailPolicy,
        workflow: &Workflow,
        max_tasks_per_user: u32,
    ) -> Self {
        Self { registration, mail, workflow: workflow.name().unwrap_or("custom"), max_tasks_per_user }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = Server, example = json!({
    "name": "Tasklane", "version": "0.1.0", "registration": "open", "password_reset": true,
    "email_verification": "required", "password_min_length": 8, "workflow": "open", "max_tasks_per_user": 10000,
    "languages": ["en", "es", "de"], "setup": false
}))]
struct ServerBody<'a> {
    /// Name of the server.
    name: &'a str,
    /// Version of the server.
    version: &'static str,
    registration: RegistrationBody,
    /// Whether users can reset a forgotten password by e-mail.
    password_reset: bool,
    email_verification: EmailVerificationBody,
    /// Minimum length of a password, in characters.
    password_min_length: usize,
    /// Name of the workflow: `open`, `strict` or `custom`. `GET /tasks/workflow` returns its transitions.
    workflow: &'static str,
    /// Maximum number of tasks of an account. Deleted tasks are not counted.
    max_tasks_per_user: u32,
    /// Languages of e-mails.
    languages: Vec<LanguageBody>,
    /// Whether the server still needs its first administrator. Always `false` in this version.
    setup: bool,
}

/// `open`: anyone can register an account. `closed`: only the operator creates accounts.
#[derive(Serialize, ToSchema)]
#[schema(as = RegistrationMode)]
#[serde(rename_all = "snake_case")]
enum RegistrationBody {
    Open,
    Closed,
}

/// `disabled`: the server sends no e-mail. `off`: users can verify their address, and a new address is verified before it
/// replaces the old address. `required`: in addition, new users must verify their address before they can log in.
#[derive(Serialize, ToSchema)]
#[schema(as = EmailVerification)]
#[serde(rename_all = "snake_case")]
enum EmailVerificationBody {
    Disabled,
    Off,
    Required,
}

/// Get server information
///
/// Returns the features and limits of this server, so that clients can hide features that are turned off. Requires no
/// access token. The response can be cached for 60 seconds.
#[utoipa::path(tag = "operations", responses(
    (status = 200, description = "The features and limits of the server", body = ServerBody<'static>),
))]
#[get("/server")]
pub(crate) async fn read_server(config: Data<HttpConfig>, info: Data<ServerInfo>) -> HttpResponse {
    let body = ServerBody {
        name: &config.app_name,
        version: env!("CARGO_PKG_VERSION"),
        registration: match info.registration {
            Registration::Open => RegistrationBody::Open,
            Registration::Closed => RegistrationBody::Closed,
        },
        password_reset: info.mail.sends_mails(),
        email_verification: match info.mail {
            MailPolicy::Disabled => EmailVerificationBody::Disabled,
            MailPolicy::Enabled(EmailVerificationPolicy::Off) => EmailVerificationBody::Off,
            MailPolicy::Enabled(EmailVerificationPolicy::Required) => EmailVerificationBody::Required,
        },
        password_min_length: NewPassword::MIN,
        workflow: info.workflow,
        max_tasks_per_user: info.max_tasks_per_user,
        languages: Language::ALL.map(LanguageBody::from).into(),
        setup: false,
    };
    HttpResponse::Ok().insert_header((CACHE_CONTROL, MAX_AGE)).json(body)
}

impl ApiOperation for read_server {
    const METADATA: RouteMetadata = RouteMetadata::V1.without_database().unlimited();
}
