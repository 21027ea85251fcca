//! What the API's description says of idempotency keys, wherever a request can have one.

use utoipa::PartialSchema;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn};
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Required};

pub(crate) fn describe(operation: &mut Operation) {
    let key = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(255));
    let parameter = ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .description(Some(
            "A name of the client's own for this request. Sent again within 24 hours, the request is answered as the first \
             time, and does nothing. 1 to 255 printable ASCII characters",
        ))
        .required(Required::False)
        .schema(Some(key.pattern(Some("^[ -~]{1,255}$"))));
    operation.parameters.get_or_insert_default().push(RefOr::T(parameter.build()));
    add(operation, "409", "`idempotency-key-in-use`: send the same again after `Retry-After` seconds");
    add(operation, "422", "`idempotency-key-reused`: the key came with another request");
    for (status, answer) in &mut operation.responses.responses {
        let RefOr::T(answer) = answer else { continue };
        let (name, schema, about) = match status.as_str() {
            "200" | "201" => {
                ("Idempotency-Replayed", String::schema(), "`true` when this is the answer of the first time")
            }
            "409" => ("Retry-After", i64::schema(), "With `idempotency-key-in-use`: seconds to wait"),
            _ => continue,
        };
        let header = HeaderBuilder::new().schema(Some(schema)).description(Some(about)).build();
        answer.headers.insert(name.to_owned(), RefOr::T(header));
    }
}

/// Beside what the operation says of this status itself.
fn add(operation: &mut Operation, status: &str, about: &str) {
    let answers = &mut operation.responses.responses;
    if let Some(RefOr::T(answer)) = answers.get_mut(status) {
        answer.description = format!("{}; {about}", answer.description);
    } else {
        let answer = ResponseBuilder::new().description(about).build();
        answers.insert(status.to_owned(), RefOr::T(answer));
    }
}
