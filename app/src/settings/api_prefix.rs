//! `API_V1_PREFIX`: where the v1 routes are.

/// What is served beside v1.
const RESERVED: [&str; 9] = [
    "/.well-known",
    "/api/auth",
    "/api/docs",
    "/api/openapi.json",
    "/api/redoc",
    "/docs",
    "/health",
    "/problems",
    "/redoc",
];

/// Whether one path is, or lies below, the other.
fn meet(one: &str, other: &str) -> bool {
    let below = |path: &str, base: &str| {
        path.strip_prefix(base).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    below(one, other) || below(other, one)
}

pub(super) fn parse(raw: &str) -> Result<String, &'static str> {
    let plain = |segment: &str| {
        !segment.is_empty() && segment.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
    };
    match raw.strip_prefix('/') {
        Some(rest) if rest.split('/').all(plain) && !RESERVED.iter().any(|other| meet(raw, other)) => {
            Ok(raw.to_owned())
        }
        _ => {
            Err("must be a path such as /api/v1, without a slash at its end, and none that is served already")
        }
    }
}
