//! The API's description (OpenAPI 3.1). Paths and bodies come from the handlers; what holds for all of them is added
//! here by rule, so that no handler can forget it.

use utoipa::openapi::path::{HttpMethod, Operation, PathItem};
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::security::{
    Flow, HttpAuthScheme, HttpBuilder, OAuth2, Password, Scopes, SecurityScheme,
};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Ref, RefOr,
};
use utoipa::{PartialSchema, ToSchema};

use crate::config::HttpConfig;
use crate::problem::{Fault, ProblemBody};

const PROBLEM: &str = "application/problem+json";

/// What is said of the API as a whole, before the handlers add themselves.
pub(crate) fn frame(config: &HttpConfig) -> OpenApi {
    let login = Password::new(format!("{}/auth/login", config.api_prefix), Scopes::new());
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    let components = ComponentsBuilder::new()
        .schema("Fault", Fault::schema())
        .schema(ProblemBody::name(), ProblemBody::schema())
        .security_scheme("OAuth2", SecurityScheme::OAuth2(OAuth2::new([Flow::Password(login)])))
        .security_scheme("bearer", SecurityScheme::Http(bearer))
        .build();
    let info = InfoBuilder::new()
        .title("Tasklane")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Tasks behind a JWT. Register, log in, and send the access token as `Authorization: Bearer …`. Every error \
             has the shape `Problem` (RFC 9457); its `type` leads to a page that says what to do.",
        ))
        .license(Some(LicenseBuilder::new().name("MIT").identifier(Some("MIT")).build()))
        .build();
    let tag = |name: &str, about: &str| TagBuilder::new().name(name).description(Some(about)).build();
    OpenApiBuilder::new()
        .info(info)
        .components(Some(components))
        .tags(Some([
            tag("accounts", "Who one is"),
            tag("sessions", "Logging in, staying signed in, logging out"),
            tag("tasks", "One's tasks"),
            tag("todo", "The frozen API of the todo client"),
            tag("operations", "Is it well?"),
        ]))
        .build()
}

/// Adds the answers that follow from what an operation takes, and the shape of every problem.
pub(crate) fn complete(document: &mut OpenApi) {
    for (path, item) in &mut document.paths.paths {
        let in_path = path.contains('{');
        let of_database = !path.starts_with("/health");
        for (method, operation) in operations(item) {
            if method == HttpMethod::Put
                && let Some(id) = operation.operation_id.as_mut().filter(|id| *id == "edit_task")
            {
                // One handler serves two methods, and an id must be unique.
                "put_task".clone_into(id);
            }
            add_common_answers(operation, in_path, of_database);
        }
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (HttpMethod, &mut Operation)> {
    [
        (HttpMethod::Get, &mut item.get),
        (HttpMethod::Post, &mut item.post),
        (HttpMethod::Put, &mut item.put),
        (HttpMethod::Patch, &mut item.patch),
        (HttpMethod::Delete, &mut item.delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| operation.as_mut().map(|operation| (method, operation)))
}

fn add_common_answers(operation: &mut Operation, in_path: bool, of_database: bool) {
    let takes_body = operation.request_body.is_some();
    let takes_parameters = in_path || operation.parameters.is_some();
    let secured = operation.security.is_some();
    let common = [
        (secured, "401", "`token-missing`, `token-invalid`, `token-expired` or `token-revoked`"),
        (takes_body, "400", "`bad-request`: the body broke off"),
        (takes_body, "413", "`payload-too-large`"),
        (takes_body, "415", "`unsupported-media-type`"),
        (
            takes_body,
            "422",
            "`validation-failed` with every fault, `malformed-json`, or `conflicting-status`",
        ),
        (takes_parameters, "422", "`validation-failed` with every fault"),
        (of_database, "500", "`internal`"),
        (of_database, "503", "`unavailable`: try again after `Retry-After` seconds"),
        (of_database, "504", "`outcome-unknown`"),
    ];
    let answers = &mut operation.responses.responses;
    for (_, status, description) in common.into_iter().filter(|(applies, ..)| *applies) {
        answers
            .entry(status.to_owned())
            .or_insert_with(|| RefOr::T(ResponseBuilder::new().description(description).build()));
    }
    for (status, answer) in answers {
        if let RefOr::T(answer) = answer
            && status.as_str() >= "400"
        {
            show_problem(answer);
        }
    }
}

fn show_problem(answer: &mut Response) {
    let schema = Ref::from_schema_name(ProblemBody::name());
    let content = ContentBuilder::new().schema(Some(schema)).build();
    answer.content.insert(PROBLEM.to_owned(), RefOr::T(content));
}
