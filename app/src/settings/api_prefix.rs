//! `API_V1_PREFIX`: the path of the v1 routes.

/// Paths of other routes, which the prefix must not overlap.
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

/// Returns whether the paths are equal or one is below the other.
fn overlap(one: &str, other: &str) -> bool {
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
        Some(rest) if rest.split('/').all(plain) && !RESERVED.iter().any(|other| overlap(raw, other)) => {
            Ok(raw.to_owned())
        }
        _ => Err(
            "must be a path such as /api/v1, without a trailing slash, that does not overlap another route",
        ),
    }
}
