//! The API's description (OpenAPI 3.1). Paths and bodies come from the handlers; what holds for all of them is added
//! here by rule, so that no handler can forget it.

use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::path::{HttpMethod, Operation, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::{ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::security::{
    Flow, HttpAuthScheme, HttpBuilder, OAuth2, Password, Scopes, SecurityScheme,
};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Ref, RefOr,
    Required, Server, ServerBuilder,
};
use utoipa::{PartialSchema, ToSchema};

use super::openapi_keys;
use crate::config::HttpConfig;
use crate::respond::{Fault, ProblemBody};
use crate::routing::is_v1;

/// The tag of the routes whose contract is frozen.
const TODO: &str = "todo";
const PROBLEM: &str = "application/problem+json";

/// What is said of the API as a whole, before the handlers add themselves.
pub(crate) fn frame(config: &HttpConfig) -> OpenApi {
    let login = Password::new(format!("{}{}/auth/login", config.base_path, config.api_prefix), Scopes::new());
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    let components = ComponentsBuilder::new()
        .schema("Fault", Fault::schema())
        .schema(ProblemBody::name(), ProblemBody::described())
        .security_scheme("OAuth2", SecurityScheme::OAuth2(OAuth2::new([Flow::Password(login)])))
        .security_scheme("bearer", SecurityScheme::Http(bearer))
        .build();
    let info = InfoBuilder::new()
        .title("Tasklane")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Tasks behind a JWT. Register, log in, and send the access token as `Authorization: Bearer …`. Every error \
             has the shape `Problem` (RFC 9457); its `type` leads to a page that says what to do.\n\nIn the query of a v1 \
             route `name[]` and `name[0]` stand for `name`. An unknown parameter is rejected with 422; only `t`, `ts` \
             and names that begin with `_` are ignored. The todo routes ignore every unknown parameter.",
        ))
        .license(Some(LicenseBuilder::new().name("MIT").identifier(Some("MIT")).build()))
        .build();
    let tag = |name: &str, about: &str| TagBuilder::new().name(name).description(Some(about)).build();
    OpenApiBuilder::new()
        .info(info)
        .servers(servers(config))
        .components(Some(components))
        .tags(Some([
            tag("accounts", "Who one is"),
            tag("sessions", "Logging in, staying signed in, logging out"),
            tag("tasks", "One's tasks"),
            tag(TODO, "The frozen API of the todo client"),
            tag("operations", "Is it well?"),
        ]))
        .build()
}

/// Where the paths begin. The first one is relative, so that "Try it out" calls the host that serves the page, by
/// whichever name it was opened.
fn servers(config: &HttpConfig) -> Option<[Server; 2]> {
    let HttpConfig { public_origin, base_path, .. } = config;
    let origin = public_origin.as_ref()?;
    let relative = if base_path.is_empty() { "/" } else { base_path };
    let server = |url: String, about: &str| ServerBuilder::new().url(url).description(Some(about)).build();
    Some([
        server(relative.to_owned(), "The server of this document"),
        server(format!("{origin}{base_path}"), "The public address"),
    ])
}

/// Adds what follows from an operation's path, method and body, and the shape of every problem.
pub(crate) fn complete(document: &mut OpenApi, config: &HttpConfig) {
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            if method == HttpMethod::Put
                && let Some(id) = operation.operation_id.as_mut().filter(|id| *id == "edit_task")
            {
                // One handler serves two methods, and an id must be unique.
                "put_task".clone_into(id);
            }
            add_path_parameters(operation, path);
            if is_conditional(operation, path, &method) {
                add_precondition(operation, path, &method);
            }
            add_answers(operation, path);
            if is_v1(operation, path, &config.api_prefix) {
                answer(operation, "422", "`validation-failed`: the query has an unknown parameter");
            }
            if openapi_keys::takes_key(&method, path, operation) {
                openapi_keys::describe(operation);
            }
            show_problems(operation);
            if is_limited(operation, path) {
                add_limit(operation);
            }
        }
    }
}

fn is_one_task(path: &str) -> bool {
    path.contains("{id}") || path.contains("{task_id}")
}

fn add_path_parameters(operation: &mut Operation, path: &str) {
    for (name, description, example) in
        [("user_id", "The user who is signed in", 1), ("id", "The task", 7), ("task_id", "The task", 7)]
    {
        if path.contains(&format!("{{{name}}}")) {
            let parameter = ParameterBuilder::new()
                .name(name)
                .parameter_in(ParameterIn::Path)
                .description(Some(description))
                .required(Required::True)
                .schema(Some(i64::schema()))
                .example(Some(example.into()));
            operation.parameters.get_or_insert_default().push(RefOr::T(parameter.build()));
        }
    }
    if path.contains("{session_id}") {
        let uuid = SchemaFormat::Custom("uuid".to_owned());
        let parameter = ParameterBuilder::new()
            .name("session_id")
            .parameter_in(ParameterIn::Path)
            .description(Some("One of the user's sessions"))
            .required(Required::True)
            .schema(Some(ObjectBuilder::new().schema_type(Type::String).format(Some(uuid))))
            .example(Some("0b8f4e0c-4f6a-4f0e-9d6b-0f1f7f0b9a55".into()));
        operation.parameters.get_or_insert_default().push(RefOr::T(parameter.build()));
    }
}

/// Whether a client can say what it has already, or on what it builds.
fn is_conditional(operation: &Operation, path: &str, method: &HttpMethod) -> bool {
    match *method {
        HttpMethod::Get => operation.responses.responses.contains_key("304"),
        HttpMethod::Post => false,
        _ => is_one_task(path),
    }
}

fn add_precondition(operation: &mut Operation, path: &str, method: &HttpMethod) {
    let (name, description, example) = match method {
        HttpMethod::Get if is_one_task(path) => ("If-None-Match", "The version that the client has", "\"2\""),
        HttpMethod::Get => ("If-None-Match", "The `ETag` of what the client has", "W/\"list1-1-7\""),
        _ => ("If-Match", "Only write on this version", "*"),
    };
    let parameter = ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .description(Some(description))
        .required(Required::False)
        .schema(Some(String::schema()))
        .example(Some(example.into()));
    operation.parameters.get_or_insert_default().push(RefOr::T(parameter.build()));
    answer(operation, "400", "`bad-request`: an entity tag is malformed");
    if *method != HttpMethod::Get {
        answer(operation, "412", "`precondition-failed`, with `current_version`");
    }
    if let Some(RefOr::T(unchanged)) = operation.responses.responses.get_mut("304") {
        unchanged.headers.insert("ETag".to_owned(), header::<String>("The same as the client has"));
    }
}

/// By address or session where one signs in; by user where one has.
fn is_limited(operation: &Operation, path: &str) -> bool {
    let signs_in = ["/auth/login", "/auth/register", "/auth/refresh"].iter().any(|end| path.ends_with(end));
    signs_in || operation.security.is_some() && !path.ends_with("/auth/logout")
}

/// Other refusals have the headers too; who reads them there has met them here.
fn add_limit(operation: &mut Operation) {
    for (status, answer) in &mut operation.responses.responses {
        let RefOr::T(answer) = answer else { continue };
        if status == "429" {
            answer.headers.insert("Retry-After".to_owned(), header::<i64>("Seconds to wait, at most 900"));
        }
        if status.starts_with('2') || status == "429" {
            let policy =
                "Where the route is limited: how many in how many seconds, such as `\"login\";q=20;w=60`";
            let rest = "Where the route is limited: how many are left, and the seconds until there are more, such as \
                        `\"login\";r=19;t=3`";
            answer.headers.insert("RateLimit-Policy".to_owned(), header::<String>(policy));
            answer.headers.insert("RateLimit".to_owned(), header::<String>(rest));
        }
    }
}

fn header<T: PartialSchema>(description: &str) -> RefOr<Header> {
    RefOr::T(HeaderBuilder::new().schema(Some(T::schema())).description(Some(description)).build())
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

fn add_answers(operation: &mut Operation, path: &str) {
    let takes_body = operation.request_body.is_some();
    let takes_parameters = operation.parameters.is_some();
    let secured = operation.security.is_some();
    let of_database = !["/health", "/.well-known"].iter().any(|prefix| path.starts_with(prefix));
    for (applies, status, description) in [
        (secured, "401", "`token-missing`, `token-invalid`, `token-expired` or `token-revoked`"),
        (path.contains("{user_id}"), "403", "`not-authorized`: another user's id"),
        (is_one_task(path), "404", "`task-not-found`"),
        (takes_body, "400", "`bad-request`: the body broke off"),
        (takes_body, "408", "`request-timeout`: the body came too slowly"),
        (takes_body, "413", "`payload-too-large`"),
        (true, "414", "`uri-too-long`"),
        (takes_body, "415", "`unsupported-media-type`"),
        (
            takes_body,
            "422",
            "`validation-failed` with every fault, `malformed-json`, or `conflicting-status`",
        ),
        (takes_parameters, "422", "`validation-failed` with every fault"),
        (is_limited(operation, path), "429", "`rate-limited`: try again after `Retry-After` seconds"),
        (true, "431", "`headers-too-large`"),
        (of_database, "500", "`internal`"),
        (of_database, "503", "`unavailable`: try again after `Retry-After` seconds"),
        (of_database, "504", "`outcome-unknown`"),
    ] {
        if applies {
            answer(operation, status, description);
        }
    }
}

fn show_problems(operation: &mut Operation) {
    for (status, answer) in &mut operation.responses.responses {
        if let RefOr::T(answer) = answer
            && status.as_str() >= "400"
        {
            show_problem(answer);
        }
    }
}

/// What a handler says of a status itself stands.
fn answer(operation: &mut Operation, status: &str, description: &str) {
    let answers = &mut operation.responses.responses;
    answers
        .entry(status.to_owned())
        .or_insert_with(|| RefOr::T(ResponseBuilder::new().description(description).build()));
}

fn show_problem(answer: &mut Response) {
    let schema = Ref::from_schema_name(ProblemBody::name());
    let content = ContentBuilder::new().schema(Some(schema)).build();
    answer.content.insert(PROBLEM.to_owned(), RefOr::T(content));
}
