//! Verifies that the routes of the framework are exactly the documented operations, the pages and the redirects.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use actix_web::App;
use actix_web::dev::Service;
use actix_web::http::{Method, StatusCode};
use actix_web::test::{TestRequest, init_service, try_call_service};
use actix_web::web::Data;

use super::metadata_index::MetadataIndex;
use super::register::{Routes, describe};
use crate::config::HttpConfig;
use crate::config::tests::config;
use crate::route_table::{BodyKind, ServedPath, operations};

/// The methods to test. OPTIONS is omitted, because every path supports it.
const METHODS: [&str; 9] = ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "QUERY", "PROPFIND"];

/// Extracts the paths from the framework's route map, which is only available as debug output.
fn patterns(map: &str) -> BTreeSet<String> {
    assert!(
        !map.contains("patterns: List("),
        "each route must have exactly one path, because this test cannot parse a list of paths"
    );
    let mut patterns = BTreeSet::new();
    let mut nesting: Vec<(usize, &str)> = Vec::new();
    let (mut previous, mut aside) = ("", None);
    for line in map.lines() {
        let text = line.trim_start();
        let depth = line.len() - text.len();
        match aside {
            Some(end) => aside = Some(end).filter(|end| *end != depth),
            // Skip the second copy of the map, which is sorted by name.
            None if text == "named: {" => aside = Some(depth),
            None if previous == "patterns: Single(" => {
                nesting.retain(|(outer, _)| *outer < depth);
                nesting.push((depth, text.trim_end_matches(',').trim_matches('"')));
            }
            None if text == "nodes: None," => {
                patterns.insert(nesting.iter().map(|(_, part)| *part).collect());
            }
            None => {}
        }
        previous = text;
    }
    patterns
}

// assures: R501, R610
#[actix_web::test]
async fn every_route_is_documented_or_a_page() {
    let config = config();
    let mut expected: BTreeSet<(String, String)> = describe(&config)
        .paths
        .paths
        .iter()
        .flat_map(|(path, item)| {
            let item = serde_json::to_value(item).unwrap();
            let methods: Vec<String> =
                item.as_object().unwrap().keys().map(|name| name.to_uppercase()).collect();
            methods.into_iter().map(|method| (path.clone(), method))
        })
        .collect();
    assert!(expected.len() >= 22, "{expected:?}");
    let routes = Routes::new(&config);
    expected.extend(routes.page_paths().map(|path| (path.to_owned(), "GET".to_owned())));
    let map = Rc::new(RefCell::new(String::new()));
    let seen = map.clone();
    let app = App::new().app_data(Data::new(config)).configure(|app| routes.register(app));
    let app = init_service(app.wrap_fn(move |req, next| {
        *seen.borrow_mut() = format!("{:#?}", req.resource_map());
        next.call(req)
    }))
    .await;
    let status_of = async |path: &str, method: &str| {
        let path: Vec<&str> =
            path.split('/').map(|part| if part.starts_with('{') { "1" } else { part }).collect();
        let request =
            TestRequest::with_uri(&path.join("/")).method(Method::from_bytes(method.as_bytes()).unwrap());
        let response = try_call_service(&app, request.to_request()).await;
        response.map_or_else(|error| error.error_response().status(), |response| response.status())
    };
    status_of("/", "GET").await;
    let served = patterns(&map.borrow());
    let described: BTreeSet<String> = expected.iter().map(|(path, _)| path.clone()).collect();
    assert_eq!(served, described);

    for path in served {
        for method in METHODS {
            // Handlers fail because their dependencies are missing, but not with 405.
            let is_served = status_of(&path, method).await != StatusCode::METHOD_NOT_ALLOWED;
            assert_eq!(is_served, expected.contains(&(path.clone(), method.to_owned())), "{method} {path}");
        }
    }
}

#[test]
fn todo_templates_do_not_match_below_the_v1_prefix() {
    let routes = Routes::new(&config());
    let allow = |path: &str| routes.table().find_exactly(path).map(ServedPath::allow);
    assert_eq!(allow("/api/7/tasks/1/complete"), Some("PATCH, OPTIONS"));
    assert_eq!(allow("/api/v1/tasks/1/complete"), None);
    assert_eq!(allow("/api/v1/tasks/1"), Some("GET, HEAD, PUT, PATCH, DELETE, OPTIONS"));
    assert_eq!(allow("/api/v2/tasks"), Some("GET, HEAD, POST, OPTIONS"));
}

#[test]
fn probes_are_found_with_one_trailing_slash_or_none() {
    let routes = Routes::new(&config());
    let is_probe = |path: &str| routes.table().find(path).is_some_and(|served| served.is_probe);
    for probe in ["/health", "/health/", "/health/live", "/health/live/", "/health/ready"] {
        assert!(is_probe(probe), "{probe}");
    }
    for other in ["/", "/health//", "/health/deep", "/health/ready/now", "/healthy", "/api/health"] {
        assert!(!is_probe(other), "{other}");
    }
}

#[test]
fn responses_about_accounts_and_tokens_are_never_stored() {
    let routes = Routes::new(&config());
    let cache_control = |path: &str| routes.table().cache_control(path, routes.table().find(path));
    for path in [
        "/api/v1/auth/login",
        "/api/v1/auth/login/",
        "/api/v1/auth/me/password",
        "/api/v1/auth/sessions/0b8f4e0c-4f6a-4f0e-9d6b-0f1f7f0b9a55",
        "/api/v1/auth/nothing",
        "/api/v1/auth",
        "/api/auth/register",
        "/api/auth/nothing/here",
    ] {
        assert_eq!(cache_control(path), Some("no-store"), "{path}");
    }
    for path in
        ["/api/v1/tasks", "/api/v1/tasks/7", "/api/7/tasks", "/api/v1/nothing", "/api/nothing", "/api/docs"]
    {
        assert_eq!(cache_control(path), Some("private, no-cache"), "{path}");
    }
    for path in ["/", "/docs", "/health", "/problems/internal", "/.well-known/jwks.json", "/nothing", "/api"]
    {
        assert_eq!(cache_control(path), None, "{path}");
    }
}

#[test]
fn paths_below_an_api_are_never_pages_of_the_web_app() {
    let config = HttpConfig { api_prefix: "/service/v1".to_owned(), ..config() };
    let routes = Routes::new(&config);
    for path in ["/service/v1", "/service/v1/nothing", "/api", "/api/nothing", "/health/deep", "/problems"] {
        assert!(routes.table().is_of_api(path), "{path}");
    }
    for path in ["/", "/service", "/service/v10", "/docs/nothing", "/healthy", "/tasks"] {
        assert!(!routes.table().is_of_api(path), "{path}");
    }
}

#[test]
fn file_uploads_have_a_longer_body_deadline() {
    let routes = Routes::new(&config());
    let body = |path: &str| routes.table().find(path).map(|served| served.body);
    assert_eq!(body("/api/v1/tasks/import"), Some(BodyKind::File));
    assert_eq!(body("/api/v1/tasks/import/"), Some(BodyKind::File));
    assert_eq!(body("/api/v1/tasks/batch"), Some(BodyKind::Json));
}

/// The metadata and the path of an operation are declared side by side and must agree.
#[test]
fn route_metadata_lists_the_path_parameters() {
    let config = config();
    let metadata = MetadataIndex::new(&config.api_prefix);
    let document = describe(&config);
    for (path, item) in &document.paths.paths {
        let in_path: Vec<&str> =
            path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
        for (method, operation) in operations(item) {
            let metadata =
                metadata.find(path, &method).unwrap_or_else(|| panic!("{method} {path} has no metadata"));
            let named: Vec<&str> =
                metadata.path_parameters.iter().map(|parameter| parameter.name()).collect();
            assert_eq!(named, in_path, "{method} {path}");
            assert!(!metadata.accepts_idempotency_key || operation.security.is_some(), "{method} {path}");
        }
    }
}
