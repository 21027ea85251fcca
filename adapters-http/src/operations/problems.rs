//! `GET /problems/{code}`: the page at the `type` of a problem.

use actix_web::HttpResponse;
use actix_web::http::header::CONTENT_SECURITY_POLICY;
use actix_web::web::{self, Data, Path};

use crate::config::HttpConfig;
use crate::respond::{Code, Problem, security_headers};
use crate::route_table::{Page, RouteMetadata};

pub(crate) const PROBLEM_PAGE: Page = Page {
    path: "/problems/{code}",
    metadata: RouteMetadata::OPERATIONS,
    route: || web::get().to(problem_page),
};

async fn problem_page(code: Path<String>, config: Data<HttpConfig>) -> Result<HttpResponse, Problem> {
    let code = Code::ALL.iter().copied().find(|known| known.as_str() == code.as_str());
    let code = code.ok_or_else(|| Problem::new(Code::RouteNotFound, "No problem type has this code"))?;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((CONTENT_SECURITY_POLICY, security_headers::TEXT))
        .body(page(code, &config)))
}

/// Renders the page. It contains nothing from the request, so nothing needs to be escaped.
fn page(code: Code, config: &HttpConfig) -> String {
    let link = || format!(r#" · <a href="{}/api/docs">API documentation</a>"#, config.base_path);
    let docs = if config.docs_enabled { link() } else { String::new() };
    let (title, status, name, advice) =
        (code.title(), code.status(), code.as_str(), with_code_elements(code.advice()));
    format!(
        r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>
  :root {{ color-scheme: light dark; font: 1.1rem/1.6 system-ui, sans-serif }}
  body {{ max-width: 38rem; margin: 4rem auto; padding: 0 1.5rem }}
</style>
<h1>{title}</h1>
<p>{advice}</p>
<p><small>Status {status} · code <code>{name}</code>{docs}</small></p>
"#
    )
}

/// Marks up the parts of a string that are between backticks.
fn with_code_elements(text: &str) -> String {
    let parts = text.split('`').enumerate();
    parts
        .map(|(at, part)| if at % 2 == 0 { part.to_owned() } else { format!("<code>{part}</code>") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::tests::config;

    #[test]
    fn backticks_in_advice_become_code_elements() {
        assert_eq!(with_code_elements("`a` b `c`."), "<code>a</code> b <code>c</code>.");
        for code in Code::ALL {
            assert_eq!(code.advice().matches('`').count() % 2, 0, "{}", code.advice());
            let page = page(*code, &config());
            assert!(!page.contains('`'), "{page}");
        }
    }
}
