//! The table of all routes, created once at start. The middleware uses it before the router has run, and for paths
//! without a route.

use std::cmp::Ordering;

use actix_web::http::Method;
use utoipa::openapi::path::{Operation, PathItem};

use super::metadata::{BodyKind, RouteMetadata};

/// An operation of the OpenAPI document.
#[derive(Debug)]
pub(crate) struct DocumentedOperation {
    pub(crate) method: Method,
    pub(crate) metadata: RouteMetadata,
    /// Names of the query parameters.
    pub(crate) parameters: Vec<String>,
    pub(crate) needs_token: bool,
}

#[derive(Debug)]
pub(crate) struct ServedPath {
    template: String,
    allow: String,
    operations: Vec<DocumentedOperation>,
    pub(crate) is_probe: bool,
    pub(crate) body: BodyKind,
    cache_control: Option<&'static str>,
}

impl ServedPath {
    pub(crate) fn from_openapi(
        template: String,
        item: &PathItem,
        operations: Vec<DocumentedOperation>,
    ) -> Self {
        let all = || operations.iter().map(|operation| &operation.metadata);
        let never_stored = all().find(|metadata| metadata.is_never_stored());
        Self {
            template,
            allow: allow(item),
            is_probe: all().any(|metadata| metadata.is_probe),
            body: all()
                .map(|metadata| metadata.body)
                .find(|body| *body == BodyKind::File)
                .unwrap_or_default(),
            cache_control: never_stored.or(all().next()).and_then(|metadata| metadata.cache_control),
            operations,
        }
    }

    pub(crate) fn page(path: &str, metadata: RouteMetadata) -> Self {
        Self {
            template: path.to_owned(),
            allow: "GET, HEAD, OPTIONS".to_owned(),
            operations: Vec::new(),
            is_probe: metadata.is_probe,
            body: metadata.body,
            cache_control: metadata.cache_control,
        }
    }

    pub(crate) fn template(&self) -> &str {
        &self.template
    }

    pub(crate) fn allow(&self) -> &str {
        &self.allow
    }

    pub(crate) fn operation(&self, method: &Method) -> Option<&DocumentedOperation> {
        self.operations.iter().find(|operation| operation.method == *method)
    }
}

/// A path with parameters, split for faster matching.
#[derive(Debug)]
struct Template {
    /// The text before the first parameter.
    begin: String,
    /// The text after the first parameter.
    end: String,
    is_below_prefix: bool,
    served: ServedPath,
}

impl Template {
    fn new(served: ServedPath, prefix: &str) -> Self {
        let (begin, rest) = served.template.split_once('{').unwrap_or((&served.template, ""));
        let end = rest.split_once('}').map_or("", |(_, end)| end).to_owned();
        let is_below_prefix = served.template.starts_with(prefix);
        Self { begin: begin.to_owned(), end, is_below_prefix, served }
    }

    fn matches(&self, path: &str, prefix: &str) -> bool {
        // Compare the beginning first, because this rules out most templates. Most of the remaining templates end with
        // their only parameter.
        let Some(rest) = path.as_bytes().strip_prefix(self.begin.as_bytes()) else { return false };
        let fits = if self.end.is_empty() {
            !rest.is_empty() && !rest.contains(&b'/')
        } else {
            matches(&self.served.template, path)
        };
        fits && self.is_below_prefix == path.starts_with(prefix)
    }
}

#[derive(Debug)]
pub(crate) struct RouteTable {
    /// Paths without parameters, sorted by length and text.
    exact: Vec<ServedPath>,
    templates: Vec<Template>,
    /// Prefix of v1 with a trailing slash. Paths below it match only v1 routes, not a template of the todo routes.
    prefix: String,
    /// Below these paths, unknown paths return a problem and never the web app.
    api_roots: Vec<String>,
    /// Below these paths, responses must not be stored.
    no_store_roots: Vec<String>,
}

impl RouteTable {
    /// Creates the table. `redirects` are paths outside of the API.
    pub(crate) fn new(api: Vec<ServedPath>, redirects: Vec<ServedPath>, prefix: &str) -> Self {
        let others = api.iter().map(|served| &served.template).filter(|template| !is_below(prefix, template));
        let mut api_roots: Vec<String> = others.map(|template| first_segment(template)).collect();
        api_roots.push(prefix.to_owned());
        api_roots.sort_unstable();
        api_roots.dedup();
        let no_store_roots = no_store_roots(&api);
        let has_parameter = |served: &ServedPath| served.template.contains('{');
        let (templates, mut exact): (Vec<_>, Vec<_>) =
            api.into_iter().chain(redirects).partition(has_parameter);
        exact.sort_unstable_by(|one, other| by_length(&one.template, &other.template));
        let prefix = format!("{prefix}/");
        let templates = templates.into_iter().map(|served| Template::new(served, &prefix)).collect();
        Self { exact, templates, prefix, api_roots, no_store_roots }
    }

    pub(crate) fn is_of_api(&self, path: &str) -> bool {
        self.api_roots.iter().any(|root| is_below(root, path))
    }

    /// Returns `Cache-Control` for responses of this path that do not set it themselves.
    pub(crate) fn cache_control(&self, path: &str, served: Option<&ServedPath>) -> Option<&'static str> {
        if let Some(served) = served {
            return served.cache_control;
        }
        let is_api = path.starts_with("/api/") || path.starts_with(self.prefix.trim_end_matches('/'));
        let is_never_stored = || self.no_store_roots.iter().any(|root| is_below(root, path));
        let metadata = if is_never_stored() { RouteMetadata::V1.no_store() } else { RouteMetadata::V1 };
        if is_api { metadata.cache_control } else { None }
    }

    /// Returns the served path for a request path with at most one trailing slash.
    pub(crate) fn find(&self, path: &str) -> Option<&ServedPath> {
        let path = path.strip_suffix('/').filter(|path| !path.is_empty()).unwrap_or(path);
        self.find_exactly(path)
    }

    /// Like [`find`](Self::find), but a path with a trailing slash does not match. Paths without parameters take
    /// precedence.
    pub(crate) fn find_exactly(&self, path: &str) -> Option<&ServedPath> {
        if let Ok(index) = self.exact.binary_search_by(|served| by_length(&served.template, path)) {
            return self.exact.get(index);
        }
        let found = self.templates.iter().find(|template| template.matches(path, &self.prefix));
        found.map(|template| &template.served)
    }
}

fn by_length(one: &str, other: &str) -> Ordering {
    match one.len().cmp(&other.len()) {
        Ordering::Equal => one.cmp(other),
        different => different,
    }
}

fn first_segment(path: &str) -> String {
    path.split('/').take(2).collect::<Vec<_>>().join("/")
}

fn is_below(root: &str, path: &str) -> bool {
    path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Returns the paths below which no response may be stored.
fn no_store_roots(api: &[ServedPath]) -> Vec<String> {
    let is_never_stored =
        |served: &ServedPath| served.operations.iter().any(|of| of.metadata.is_never_stored());
    let folders = api.iter().filter(|served| is_never_stored(served)).filter_map(|served| {
        let (folder, _) = served.template.rsplit_once('/')?;
        Some(folder.to_owned())
    });
    let has_no_other =
        |folder: &String| api.iter().filter(|served| is_below(folder, &served.template)).all(is_never_stored);
    folders.filter(has_no_other).collect()
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
    named.into_iter().filter(|(is_there, _)| *is_there).map(|(_, name)| name).collect::<Vec<_>>().join(", ")
}

/// Returns whether a path matches a template with parameters.
pub(crate) fn matches(template: &str, path: &str) -> bool {
    let mut segments = path.split('/');
    let fits = template.split('/').all(|wanted| {
        segments.next().is_some_and(|given| given == wanted || (wanted.starts_with('{') && !given.is_empty()))
    });
    fits && segments.next().is_none()
}

/// Returns the operations of a path.
pub(crate) fn operations(item: &PathItem) -> impl Iterator<Item = (Method, &Operation)> {
    let all = [
        (Method::GET, &item.get),
        (Method::POST, &item.post),
        (Method::PUT, &item.put),
        (Method::PATCH, &item.patch),
        (Method::DELETE, &item.delete),
    ];
    all.into_iter().filter_map(|(method, operation)| operation.as_ref().map(|operation| (method, operation)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn template_matches_segment_by_segment() {
        assert!(matches("/api/{user_id}/tasks", "/api/7/tasks"));
        assert!(!matches("/api/{user_id}/tasks", "/api//tasks"));
        assert!(!matches("/api/{user_id}/tasks", "/api/7/tasks/1"));
        assert!(!matches("/api/{user_id}/tasks/{id}", "/api/7/tasks"));
    }

    #[test]
    fn fast_path_matching_agrees_with_the_general_matcher() {
        let metadata = RouteMetadata::documentation();
        for text in ["/api/v1/tasks/{id}", "/api/v1/tasks/{id}/restore", "/problems/{code}"] {
            let template = Template::new(ServedPath::page(text, metadata), "/api/v1/");
            for path in [
                "/api/v1/tasks/7",
                "/api/v1/tasks/",
                "/api/v1/tasks/7/restore",
                "/api/v1/tasks/7/",
                "/problems/a",
            ] {
                assert_eq!(template.matches(path, "/api/v1/"), matches(text, path), "{text} {path}");
            }
        }
    }
}
