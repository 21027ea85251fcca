//! Adds the `Idempotency-Key` header to the OpenAPI document, for all operations that accept it.

use utoipa::PartialSchema;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn};
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Required};

pub(crate) fn add_idempotency_key(operation: &mut Operation) {
    let key = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(255));
    let parameter = ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .description(Some(
            "Unique key chosen by the client, 1 to 255 printable ASCII characters. If the same request is sent again with the same \
             key within 24 hours, the server does not repeat the operation and returns the stored response of the first request.",
        ))
        .required(Required::False)
        .schema(Some(key.pattern(Some("^[ -~]{1,255}$"))));
    operation.parameters.get_or_insert_default().push(RefOr::T(parameter.build()));
    add(operation, "409", "`idempotency-key-in-use`: retry the same request after `Retry-After` seconds");
    add(operation, "422", "`idempotency-key-reused`: the key was used for a different request");
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        let (name, schema, about) = match status.as_str() {
            "200" | "201" => (
                "Idempotency-Replayed",
                String::schema(),
                "`true` if this is the stored response of an earlier request",
            ),
            "409" => ("Retry-After", i64::schema(), "Only with `idempotency-key-in-use`: seconds to wait"),
            _ => continue,
        };
        let header = HeaderBuilder::new().schema(Some(schema)).description(Some(about)).build();
        response.headers.insert(name.to_owned(), RefOr::T(header));
    }
}

/// Adds a response, or appends to the description of a response that the operation documents itself.
fn add(operation: &mut Operation, status: &str, about: &str) {
    let responses = &mut operation.responses.responses;
    if let Some(RefOr::T(response)) = responses.get_mut(status) {
        response.description = format!("{}; {about}", response.description);
    } else {
        let response = ResponseBuilder::new().description(about).build();
        responses.insert(status.to_owned(), RefOr::T(response));
    }
}
