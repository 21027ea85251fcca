//! The OpenAPI 3.1 document of the API.
//!
//! Paths and bodies come from the handlers. This module adds the parts that follow from rules, such as error responses,
//! so a new handler needs no code for these parts.

use actix_web::http::Method;
use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::openapi::security::{
    Flow, HttpAuthScheme, HttpBuilder, OAuth2, Password, Scopes, SecurityScheme,
};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Ref, RefOr,
    Required, Server, ServerBuilder,
};
use utoipa::{PartialSchema, ToSchema};

use super::metadata_index::MetadataIndex;
use super::openapi_idempotency_key;
use crate::config::HttpConfig;
use crate::respond::{Fault, ProblemBody};
use crate::route_table::{PathParameter, RouteMetadata};

/// The tag of the routes whose contract is frozen.
const TODO: &str = "todo";
const PROBLEM: &str = "application/problem+json";

/// Returns the document without any operation: title, servers, security schemes, tags and shared schemas.
pub(crate) fn base_document(config: &HttpConfig) -> OpenApi {
    let login = Password::new(format!("{}{}/auth/login", config.base_path, config.api_prefix), Scopes::new());
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    let components = ComponentsBuilder::new()
        .schema("Fault", Fault::schema())
        .schema(ProblemBody::name(), ProblemBody::full_schema())
        .security_scheme("OAuth2", SecurityScheme::OAuth2(OAuth2::new([Flow::Password(login)])))
        .security_scheme("bearer", SecurityScheme::Http(bearer))
        .build();
    let info = InfoBuilder::new()
        .title("Tasklane")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Task management with JWT authentication.\n\n\
             **Authentication.** Register, log in, and send the access token in every request as \
             `Authorization: Bearer <token>`.\n\n\
             **Errors.** Every error response is a `Problem` (RFC 9457) with the content type \
             `application/problem+json`. Its `type` is the path of a page that explains the error and how to resolve it.\n\n\
             **Query parameters.** On v1 routes, `name[]` and `name[0]` are synonyms for `name`. Unknown parameters are \
             rejected with status 422, except `t`, `ts` and names that begin with `_`, which are ignored. The todo routes \
             ignore all unknown parameters.",
        ))
        .license(Some(LicenseBuilder::new().name("MIT").identifier(Some("MIT")).build()))
        .build();
    let tag = |name: &str, about: &str| TagBuilder::new().name(name).description(Some(about)).build();
    OpenApiBuilder::new()
        .info(info)
        .servers(servers(config))
        .components(Some(components))
        .tags(Some([
            tag("accounts", "Register, read, update, recover, export and delete accounts"),
            tag("sessions", "Log in, refresh tokens, and list or revoke sessions"),
            tag("tasks", "Create, list, update, delete, import, export and synchronize tasks"),
            tag(TODO, "Compatibility API for the todo client; its contract is frozen"),
            tag("operations", "Server information, health checks and public keys"),
        ]))
        .build()
}

/// Returns the base URLs of the API. The first one is relative, so that "Try it out" uses the host name with which the
/// page was opened.
fn servers(config: &HttpConfig) -> Option<[Server; 2]> {
    let HttpConfig { public_origin, base_path, .. } = config;
    let origin = public_origin.as_ref()?;
    let relative = if base_path.is_empty() { "/" } else { base_path };
    let server = |url: String, about: &str| ServerBuilder::new().url(url).description(Some(about)).build();
    Some([
        server(relative.to_owned(), "The server that serves this document"),
        server(format!("{origin}{base_path}"), "The public address of this server"),
    ])
}

/// Adds the parameters and responses that follow from an operation's metadata, method and body.
pub(super) fn add_implied_parts(document: &mut OpenApi, metadata: &MetadataIndex) {
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            let Some(metadata) = metadata.find(path, &method) else { continue };
            if let Some(id) = metadata.put_operation_id.filter(|_| method == Method::PUT) {
                operation.operation_id = Some(id.to_owned());
            }
            metadata.path_parameters.iter().for_each(|parameter| add_path_parameter(operation, *parameter));
            if is_conditional(operation, metadata, &method) {
                add_precondition(operation, metadata, &method);
            }
            add_responses(operation, metadata);
            if metadata.rejects_unknown_parameters {
                add_response(operation, "422", "`validation-failed`: the query has an unknown parameter");
            }
            if metadata.accepts_idempotency_key {
                openapi_idempotency_key::add_idempotency_key(operation);
            }
            add_problem_bodies(operation);
            if metadata.is_rate_limited {
                add_limit(operation);
            }
        }
    }
}

fn add_path_parameter(operation: &mut Operation, parameter: PathParameter) {
    let integer = || (i64::schema(), 1.into());
    let uuid = || {
        let format = SchemaFormat::Custom("uuid".to_owned());
        let schema = ObjectBuilder::new().schema_type(Type::String).format(Some(format));
        (schema.into(), "0b8f4e0c-4f6a-4f0e-9d6b-0f1f7f0b9a55".into())
    };
    let (description, (schema, example)): (_, (RefOr<Schema>, serde_json::Value)) = match parameter {
        PathParameter::User => ("ID of the signed-in user", integer()),
        PathParameter::Task | PathParameter::TodoTask => ("ID of the task", (i64::schema(), 7.into())),
        PathParameter::Session => ("ID of the session", uuid()),
    };
    let parameter = ParameterBuilder::new()
        .name(parameter.name())
        .parameter_in(ParameterIn::Path)
        .description(Some(description))
        .required(Required::True)
        .schema(Some(schema))
        .example(Some(example));
    operation.parameters.get_or_insert_default().push(RefOr::T(parameter.build()));
}

/// Returns whether the operation supports conditional requests (RFC 9110 §13).
fn is_conditional(operation: &Operation, metadata: &RouteMetadata, method: &Method) -> bool {
    match *method {
        Method::GET => operation.responses.responses.contains_key("304"),
        Method::POST => false,
        _ => metadata.is_of_one_task(),
    }
}

/// Adds the header of a precondition, and its error responses. Operations on several tasks document `If-None-Match`
/// themselves, because their entity tag is not the version of a task.
fn add_precondition(operation: &mut Operation, metadata: &RouteMetadata, method: &Method) {
    if metadata.is_of_one_task() {
        let (name, description, example) = match *method {
            Method::GET => {
                ("If-None-Match", "Return 304 if the task is still at this version (`ETag`)", "\"2\"")
            }
            _ => ("If-Match", "Write only if the task is at this version (`ETag`)", "*"),
        };
        let parameter = ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Header)
            .description(Some(description))
            .required(Required::False)
            .schema(Some(String::schema()))
            .example(Some(example.into()));
        operation.parameters.get_or_insert_default().push(RefOr::T(parameter.build()));
    }
    for parameter in operation.parameters.iter_mut().flatten() {
        if let RefOr::T(parameter) = parameter
            && parameter.name == "If-None-Match"
        {
            // Handlers declare the header as a `String`, because the document would allow null for an `Option`. A
            // `String` is documented as required, but the header is optional.
            parameter.required = Required::False;
        }
    }
    add_response(operation, "400", "`bad-request`: an entity tag is malformed");
    if *method != Method::GET {
        add_response(
            operation,
            "412",
            "`precondition-failed`: the task is at the version in `current_version`, not in `If-Match`",
        );
    }
    if let Some(RefOr::T(unchanged)) = operation.responses.responses.get_mut("304") {
        unchanged.headers.insert("ETag".to_owned(), header::<String>("Current entity tag"));
    }
}

/// Documents the rate limit headers on successful responses and on 429. Other error responses can also have these
/// headers.
fn add_limit(operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        if status == "429" {
            response.headers.insert(
                "Retry-After".to_owned(),
                header::<i64>("Seconds to wait before the next attempt, at most 900"),
            );
        }
        if status.starts_with('2') || status == "429" {
            let policy = "Only on rate-limited routes: the quota `q` per window of `w` seconds, such as \
                          `\"login\";q=20;w=60`";
            let rest = "Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota \
                        grows, such as `\"login\";r=19;t=3`";
            response.headers.insert("RateLimit-Policy".to_owned(), header::<String>(policy));
            response.headers.insert("RateLimit".to_owned(), header::<String>(rest));
        }
    }
}

fn header<T: PartialSchema>(description: &str) -> RefOr<Header> {
    RefOr::T(HeaderBuilder::new().schema(Some(T::schema())).description(Some(description)).build())
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (Method, &mut Operation)> {
    [
        (Method::GET, &mut item.get),
        (Method::POST, &mut item.post),
        (Method::PUT, &mut item.put),
        (Method::PATCH, &mut item.patch),
        (Method::DELETE, &mut item.delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| operation.as_mut().map(|operation| (method, operation)))
}

fn add_responses(operation: &mut Operation, metadata: &RouteMetadata) {
    let takes_body = operation.request_body.is_some();
    let takes_parameters = operation.parameters.is_some();
    let secured = operation.security.is_some();
    for (applies, status, description) in [
        (secured, "401", "`token-missing`, `token-invalid`, `token-expired` or `token-revoked`"),
        (metadata.has(PathParameter::User), "403", "`not-authorized`: the path names another user"),
        (
            metadata.is_of_one_task(),
            "404",
            "`task-not-found`: the user has no task with this ID, or the task was deleted",
        ),
        (takes_body, "400", "`bad-request`: the request body is incomplete"),
        (takes_body, "408", "`request-timeout`: the request body arrived too slowly"),
        (takes_body, "413", "`payload-too-large`: the request body is too large"),
        (true, "414", "`uri-too-long`: the path and query are too long"),
        (takes_body, "415", "`unsupported-media-type`: the `Content-Type` is missing or not supported"),
        (takes_body, "422", "`validation-failed`, with up to 100 errors in `errors`; `malformed-json`"),
        (takes_parameters, "422", "`validation-failed`, with up to 100 errors in `errors`"),
        (metadata.is_rate_limited, "429", "`rate-limited`: retry after `Retry-After` seconds"),
        (true, "431", "`headers-too-large`: the header fields are too large"),
        (metadata.uses_database, "500", "`internal`: unexpected server error"),
        (
            metadata.uses_database,
            "503",
            "`unavailable`: the request had no effect; retry after `Retry-After` seconds",
        ),
        (
            metadata.uses_database,
            "504",
            "`outcome-unknown`: the request may have taken effect; check before retrying",
        ),
    ] {
        if applies {
            add_response(operation, status, description);
        }
    }
}

fn add_problem_bodies(operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response
            && status.as_str() >= "400"
        {
            add_problem_body(response);
        }
    }
}

/// Adds a response, unless the handler documents this status itself.
fn add_response(operation: &mut Operation, status: &str, description: &str) {
    let responses = &mut operation.responses.responses;
    responses
        .entry(status.to_owned())
        .or_insert_with(|| RefOr::T(ResponseBuilder::new().description(description).build()));
}

fn add_problem_body(response: &mut Response) {
    let schema = Ref::from_schema_name(ProblemBody::name());
    let content = ContentBuilder::new().schema(Some(schema)).build();
    response.content.insert(PROBLEM.to_owned(), RefOr::T(content));
}
