//! The API's description (OpenAPI 3.1). Paths and bodies come from the handlers; what holds for all of them is added
//! here by rule, so that no handler can forget it.

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

use super::facts::FactsList;
use super::openapi_keys;
use crate::config::HttpConfig;
use crate::respond::{Fault, ProblemBody};
use crate::routing::{PathParameter, RouteFacts};

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

/// Adds what follows from an operation's facts, method and body, and the shape of every problem.
pub(super) fn complete(document: &mut OpenApi, facts: &FactsList) {
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            let Some(facts) = facts.find(path, &method) else { continue };
            if let Some(id) = facts.put_operation_id.filter(|_| method == Method::PUT) {
                operation.operation_id = Some(id.to_owned());
            }
            facts.path_parameters.iter().for_each(|parameter| add_path_parameter(operation, *parameter));
            if is_conditional(operation, facts, &method) {
                add_precondition(operation, facts, &method);
            }
            add_answers(operation, facts);
            if facts.rejects_unknown_parameters {
                answer(operation, "422", "`validation-failed`: the query has an unknown parameter");
            }
            if facts.accepts_idempotency_key {
                openapi_keys::describe(operation);
            }
            show_problems(operation);
            if facts.is_rate_limited {
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
        PathParameter::User => ("The user who is signed in", integer()),
        PathParameter::Task | PathParameter::TodoTask => ("The task", (i64::schema(), 7.into())),
        PathParameter::Session => ("One of the user's sessions", uuid()),
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

/// Whether a client can say what it has already, or on what it builds.
fn is_conditional(operation: &Operation, facts: &RouteFacts, method: &Method) -> bool {
    match *method {
        Method::GET => operation.responses.responses.contains_key("304"),
        Method::POST => false,
        _ => facts.is_of_one_task(),
    }
}

fn add_precondition(operation: &mut Operation, facts: &RouteFacts, method: &Method) {
    let (name, description, example) = match *method {
        Method::GET if facts.is_of_one_task() => {
            ("If-None-Match", "The version that the client has", "\"2\"")
        }
        Method::GET => ("If-None-Match", "The `ETag` of what the client has", "W/\"list1-1-7\""),
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
    if *method != Method::GET {
        answer(operation, "412", "`precondition-failed`, with `current_version`");
    }
    if let Some(RefOr::T(unchanged)) = operation.responses.responses.get_mut("304") {
        unchanged.headers.insert("ETag".to_owned(), header::<String>("The same as the client has"));
    }
}

/// Other rejections have the headers too. They are described once.
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

fn add_answers(operation: &mut Operation, facts: &RouteFacts) {
    let takes_body = operation.request_body.is_some();
    let takes_parameters = operation.parameters.is_some();
    let secured = operation.security.is_some();
    for (applies, status, description) in [
        (secured, "401", "`token-missing`, `token-invalid`, `token-expired` or `token-revoked`"),
        (facts.has(PathParameter::User), "403", "`not-authorized`: another user's id"),
        (facts.is_of_one_task(), "404", "`task-not-found`"),
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
        (facts.is_rate_limited, "429", "`rate-limited`: try again after `Retry-After` seconds"),
        (true, "431", "`headers-too-large`"),
        (facts.uses_database, "500", "`internal`"),
        (facts.uses_database, "503", "`unavailable`: try again after `Retry-After` seconds"),
        (facts.uses_database, "504", "`outcome-unknown`"),
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
