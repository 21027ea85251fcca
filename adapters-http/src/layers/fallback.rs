//! Where no route fits: 405 with the methods that the path has, 204 for OPTIONS, the web app outside of the API, else 404.

use actix_web::http::Method;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use utoipa::openapi::OpenApi;
use utoipa::openapi::path::PathItem;

use crate::problem::{Code, Problem};
use crate::web_app::Site;

pub(crate) async fn fallback(
    req: HttpRequest,
    paths: Data<Paths>,
    site: Data<Site>,
) -> Result<HttpResponse, Problem> {
    let Some(allow) = paths.methods(req.path()) else {
        let page = if paths.are_of_api(req.path()) { None } else { site.serve(&req) };
        return page.ok_or_else(|| Problem::new(Code::RouteNotFound, "Nothing is served under this path"));
    };
    let allow = HeaderValue::from_str(allow).unwrap_or_else(|_| HeaderValue::from_static(""));
    if req.method() == Method::OPTIONS {
        return Ok(HttpResponse::NoContent().insert_header((header::ALLOW, allow)).finish());
    }
    let detail = "This path does not take this method";
    Err(Problem::new(Code::MethodNotAllowed, detail).with_header(header::ALLOW, allow))
}

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
    fn are_of_api(&self, path: &str) -> bool {
        let below = |prefix: &str| {
            path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        below(self.prefix.trim_end_matches('/'))
            || ["/api", "/health", "/problems", "/.well-known"].into_iter().any(below)
    }

    fn methods(&self, path: &str) -> Option<&str> {
        self.find(path).map(|(_, allow)| allow.as_str())
    }

    pub(super) fn template(&self, path: &str) -> Option<&str> {
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

    #[test]
    fn below_the_prefix_a_parameter_stands_for_nothing() {
        let config = crate::config::tests::config();
        let paths = Paths::of(&crate::describe(&config), &[], &config.api_prefix);
        assert_eq!(paths.methods("/api/7/tasks/1/complete"), Some("PATCH, OPTIONS"));
        assert_eq!(paths.methods("/api/v1/tasks/1/complete"), None);
        assert_eq!(paths.methods("/api/v1/tasks/1"), Some("GET, HEAD, PUT, PATCH, DELETE, OPTIONS"));
        assert_eq!(paths.methods("/api/v2/tasks"), Some("GET, HEAD, POST, OPTIONS"));
    }
}
