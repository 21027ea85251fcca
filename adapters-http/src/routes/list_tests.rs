//! Asks the framework itself what it serves: a route that is in no description and on no list can't hide.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use actix_web::App;
use actix_web::dev::Service;
use actix_web::http::{Method, StatusCode};
use actix_web::test::{TestRequest, init_service, try_call_service};
use actix_web::web::Data;

use crate::config::tests::config;
use crate::routes::{Routes, describe};
use crate::routing::Paths;

/// What is served to whoever comes, beside the operations of the description. Whoever adds to this list says that
/// nobody needs to be signed in for it.
const PAGES: [&str; 10] = [
    "/",
    "/api/docs",
    "/api/docs/{file}",
    "/api/openapi.json",
    "/api/redoc",
    "/api/redoc/redoc.standalone.js",
    "/docs",
    "/openapi.json",
    "/problems/{code}",
    "/redoc",
];

/// OPTIONS is answered for every path that there is.
const METHODS: [&str; 9] = ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "QUERY", "PROPFIND"];

/// The paths of the framework's map of its routes, which it shows for debugging only.
fn patterns(map: &str) -> BTreeSet<String> {
    assert!(!map.contains("patterns: List("), "a route with several paths is not read here");
    let mut patterns = BTreeSet::new();
    let mut nesting: Vec<(usize, &str)> = Vec::new();
    let (mut previous, mut aside) = ("", None);
    for line in map.lines() {
        let text = line.trim_start();
        let depth = line.len() - text.len();
        match aside {
            Some(end) => aside = Some(end).filter(|end| *end != depth),
            // The same again, by name.
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

#[actix_web::test]
async fn every_route_is_described_or_a_page() {
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
    expected.extend(PAGES.map(|path| (path.to_owned(), "GET".to_owned())));

    let routes = Routes::new(&config);
    let map = Rc::new(RefCell::new(String::new()));
    let seen = map.clone();
    let app = App::new().app_data(Data::new(config)).configure(|app| routes.register(app));
    let app = init_service(app.wrap_fn(move |req, next| {
        *seen.borrow_mut() = format!("{:#?}", req.resource_map());
        next.call(req)
    }))
    .await;
    let answer = async |path: &str, method: &str| {
        let path: Vec<&str> =
            path.split('/').map(|part| if part.starts_with('{') { "1" } else { part }).collect();
        let request =
            TestRequest::with_uri(&path.join("/")).method(Method::from_bytes(method.as_bytes()).unwrap());
        let answer = try_call_service(&app, request.to_request()).await;
        answer.map_or_else(|error| error.error_response().status(), |answer| answer.status())
    };
    answer("/", "GET").await;
    let served = patterns(&map.borrow());
    let described: BTreeSet<String> = expected.iter().map(|(path, _)| path.clone()).collect();
    assert_eq!(served, described);

    for path in served {
        for method in METHODS {
            // Nothing that a handler needs is there, so it fails; but it fails as a handler.
            let is_served = answer(&path, method).await != StatusCode::METHOD_NOT_ALLOWED;
            assert_eq!(is_served, expected.contains(&(path.clone(), method.to_owned())), "{method} {path}");
        }
    }
}

#[test]
fn below_the_prefix_a_parameter_stands_for_nothing() {
    let config = config();
    let paths = Paths::of(&describe(&config), &[], &config.api_prefix);
    assert_eq!(paths.methods("/api/7/tasks/1/complete"), Some("PATCH, OPTIONS"));
    assert_eq!(paths.methods("/api/v1/tasks/1/complete"), None);
    assert_eq!(paths.methods("/api/v1/tasks/1"), Some("GET, HEAD, PUT, PATCH, DELETE, OPTIONS"));
    assert_eq!(paths.methods("/api/v2/tasks"), Some("GET, HEAD, POST, OPTIONS"));
}
