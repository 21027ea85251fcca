//! The paths that are served, and their methods.

use utoipa::openapi::OpenApi;
use utoipa::openapi::path::PathItem;

/// The paths that are served and their methods, as the API's own description lists them.
pub(crate) struct Paths {
    methods: Vec<(String, String)>,
    /// The prefix of v1, with a slash. No other route is reached below it, also not one that begins with a parameter.
    prefix: String,
}

impl Paths {
    pub(crate) fn of(document: &OpenApi, undocumented: &[&str], prefix: &str) -> Self {
        let documented = document.paths.paths.iter().map(|(path, item)| (path.clone(), allow(item)));
        let others = undocumented.iter().map(|path| ((*path).to_owned(), "GET, HEAD, OPTIONS".to_owned()));
        Self { methods: documented.chain(others).collect(), prefix: format!("{prefix}/") }
    }

    /// Programs ask there, and are told that there is nothing.
    pub(crate) fn are_of_api(&self, path: &str) -> bool {
        let below = |prefix: &str| {
            path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        below(self.prefix.trim_end_matches('/'))
            || ["/api", "/health", "/problems", "/.well-known"].into_iter().any(below)
    }

    pub(crate) fn methods(&self, path: &str) -> Option<&str> {
        self.find(path).map(|(_, allow)| allow.as_str())
    }

    pub(crate) fn template(&self, path: &str) -> Option<&str> {
        let path = path.strip_suffix('/').filter(|path| !path.is_empty()).unwrap_or(path);
        self.find(path).map(|(template, _)| template.as_str())
    }

    /// A path that is named in full goes before one that a template matches.
    fn find(&self, path: &str) -> Option<&(String, String)> {
        let below = |path: &str| path.starts_with(&self.prefix);
        let exact = self.methods.iter().find(|(template, _)| template == path);
        let fits = |template: &str| below(template) == below(path) && matches(template, path);
        exact.or_else(|| self.methods.iter().find(|(template, _)| fits(template)))
    }
}

fn allow(item: &PathItem) -> String {
    let named = [
        (item.get.is_some(), "GET, HEAD"),
        (item.post.is_some(), "POST"),
        (item.put.is_some(), "PUT"),
        (item.patch.is_some(), "PATCH"),
        (item.delete.is_some(), "DELETE"),
        (true, "OPTIONS"),
    ];
    named.iter().filter(|(has, _)| *has).map(|(_, name)| *name).collect::<Vec<_>>().join(", ")
}

/// `{name}` stands for any one segment.
fn matches(template: &str, path: &str) -> bool {
    let mut segments = path.split('/');
    let fits = template.split('/').all(|wanted| {
        segments.next().is_some_and(|given| given == wanted || (wanted.starts_with('{') && !given.is_empty()))
    });
    fits && segments.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_matches_segment_by_segment() {
        assert!(matches("/api/{user_id}/tasks", "/api/7/tasks"));
        assert!(!matches("/api/{user_id}/tasks", "/api//tasks"));
        assert!(!matches("/api/{user_id}/tasks", "/api/7/tasks/1"));
        assert!(!matches("/api/{user_id}/tasks/{id}", "/api/7/tasks"));
    }
}
