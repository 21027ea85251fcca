//! How the page's origin determines the cookie's name and attributes, and which names are accepted.

use reqwest::Method;
use tasklane_tests::Server;

use crate::cookies::{
    ALLOWED_ORIGIN, LOGIN, LOGOUT, REFRESH, SETTINGS, cookie, log_in, own_origin, plain_name, refresh,
};

// assures: R602
/// Each case has the `Host` of the request, the origin of the page, and the expected name of the cookie.
#[tokio::test]
async fn cookie_name_and_attributes_follow_the_page_origin() {
    let [open, public_https, public_http] = [
        Server::on_memory(&[("ALLOWED_ORIGINS", "[]")]).await,
        Server::on_memory(&[("PUBLIC_URL", ALLOWED_ORIGIN), ("ALLOWED_ORIGINS", "[]")]).await,
        Server::on_memory(&[("PUBLIC_URL", "http://nas.local:8000"), ("ALLOWED_ORIGINS", "[]")]).await,
    ];
    for server in [&open, &public_https, &public_http] {
        server.sign_up("ada").await;
    }
    for (server, host, origin, name) in [
        (&open, "nas.local:8000", "http://nas.local:8000", "refresh-8000"),
        (&open, "NAS.local:8001", "http://nas.local:8001", "refresh-8001"),
        (&open, "192.168.1.5:8000", "http://192.168.1.5:8000", "refresh-8000"),
        (&open, "nas.local", "http://nas.local", "refresh"),
        (&open, "nas.local:80", "http://nas.local", "refresh"),
        (&open, "localhost:8000", "http://localhost:8000", "refresh-8000"),
        (&open, "[::1]:8000", "http://[::1]:8000", "refresh-8000"),
        (&open, "nas.local", "https://nas.local", "__Secure-refresh"),
        (&open, "nas.local:443", "https://nas.local", "__Secure-refresh"),
        (&open, "nas.local:8443", "https://nas.local:8443", "__Secure-refresh-8443"),
        (&public_https, "tasks.example.org", ALLOWED_ORIGIN, "__Secure-refresh"),
        (&public_https, "inner:9000", ALLOWED_ORIGIN, "__Secure-refresh-9000"),
        (&public_http, "nas.local:8000", "http://nas.local:8000", "refresh-8000"),
    ] {
        let what = format!("{host} {origin}");
        let client = server.client();
        let form = [("username", "ada"), ("password", "correct horse")];
        let login = client.request(Method::POST, LOGIN).header("host", host).header("origin", origin);
        let (refresh_cookie, attributes) = cookie(&client.send(login.form(&form)).await);
        assert_eq!(refresh_cookie.split('=').next(), Some(name), "{what}");
        assert_eq!(attributes.contains(&"Secure".to_owned()), name.starts_with("__Secure-"), "{what}");
        let (refresh_cookie, _) =
            cookie(&client.send(refresh(&client, origin, &refresh_cookie).header("host", host)).await);
        assert_eq!(refresh_cookie.split('=').next(), Some(name), "{what}");
        let request = client.request(Method::POST, LOGOUT).header("host", host).header("origin", origin);
        let response = client.send(request.header("cookie", &refresh_cookie)).await;
        response.expect(204);
        let (cleared, attributes) = cookie(&response);
        assert_eq!(cleared, format!("{name}="), "{what}");
        assert!(attributes.contains(&"Max-Age=0".to_owned()), "{what}");
        assert_eq!(
            client.send(refresh(&client, origin, &refresh_cookie).header("host", host)).await.problem(401),
            "refresh-invalid"
        );
    }
}

// assures: R602
#[tokio::test]
async fn cookie_without_origin_is_secure_except_on_localhost() {
    let open = Server::on_memory(&[("ALLOWED_ORIGINS", "[]")]).await;
    let public = Server::on_memory(&[("PUBLIC_URL", ALLOWED_ORIGIN), ("ALLOWED_ORIGINS", "[]")]).await;
    for (server, host, name) in [
        (&open, "tasks.example.org", "__Secure-refresh"),
        (&open, "tasks.example.org:8000", "__Secure-refresh-8000"),
        (&open, "localhost:8000", "refresh-8000"),
        (&open, "127.0.0.1:8000", "refresh-8000"),
        (&open, "[::1]:8000", "refresh-8000"),
        (&open, "localhost", "refresh"),
        (&public, "localhost:8000", "__Secure-refresh-8000"),
        (&public, "evil.example", "__Secure-refresh"),
    ] {
        if server.client().log_in("ada", "correct horse").await.status == 401 {
            server.sign_up("ada").await;
        }
        let (refresh_cookie, attributes) = cookie(&log_in(&server.client(), Some(host)).await);
        assert_eq!(refresh_cookie.split('=').next(), Some(name), "{host}");
        assert_eq!(attributes.contains(&"Secure".to_owned()), name.starts_with("__Secure-"), "{host}");
    }
}

#[tokio::test]
async fn own_origin_depends_only_on_public_url() {
    let server = Server::on_memory(&[("PUBLIC_URL", ALLOWED_ORIGIN), ("ALLOWED_ORIGINS", "[]")]).await;
    server.sign_up("ada").await;
    let client = server.client();
    let (refresh_cookie, _) = cookie(&log_in(&client, Some("evil.example")).await);
    for origin in ["https://evil.example", "http://evil.example", "http://tasks.example.org"] {
        let request = refresh(&client, origin, &refresh_cookie).header("host", "evil.example");
        assert_eq!(client.send(request).await.problem(403), "origin-not-allowed", "{origin}");
    }
    client
        .send(refresh(&client, ALLOWED_ORIGIN, &refresh_cookie).header("host", "evil.example"))
        .await
        .expect(200);
}

// assures: R602
#[tokio::test]
async fn https_page_uses_only_the_secure_cookie() {
    let server = Server::on_memory(&SETTINGS).await;
    let ada = server.sign_up("ada").await;
    let client = server.client();
    let own = own_origin(&server).replace("http:", "https:");
    let plain = format!("{}={}", plain_name(&server), ada.refresh_token);
    assert_eq!(client.send(refresh(&client, &own, &plain)).await.problem(422), "validation-failed");
    let both = format!("{plain}; __Secure-{plain}");
    let (refresh_cookie, _) = cookie(&client.send(refresh(&client, &own, &both)).await);
    assert!(refresh_cookie.starts_with("__Secure-refresh-"), "{refresh_cookie}");
}

/// In earlier versions, the cookie's name did not contain the port.
#[tokio::test]
async fn previous_cookie_name_is_accepted_and_replaced() {
    let server = Server::on_memory(&SETTINGS).await;
    let ada = server.sign_up("ada").await;
    let client = server.client();
    let own = own_origin(&server);
    for (origin, name) in [(own.clone(), "refresh"), (own.replace("http:", "https:"), "__Secure-refresh")] {
        let (_, token) = client.log_in("ada", "correct horse").await.tokens();
        let response = client.send(refresh(&client, &origin, &format!("{name}={token}"))).await;
        response.expect(200);
        let set: Vec<_> =
            response.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
        let [refresh_cookie, cleared] = set[..] else { panic!("{set:?}") };
        assert!(
            refresh_cookie.starts_with(&format!("{name}-{}=", server.address().port())),
            "{refresh_cookie}"
        );
        assert!(cleared.starts_with(&format!("{name}=; ")) && cleared.contains("Max-Age=0"), "{cleared}");
        // If a request has both cookies, a refresh uses the new one, and a logout ends both sessions.
        let (_, other) = client.log_in("ada", "correct horse").await.tokens();
        let refresh_cookie = refresh_cookie.split("; ").next().unwrap();
        let both = format!("{name}={other}; {refresh_cookie}");
        let refreshed = client.send(refresh(&client, &origin, &both)).await;
        refreshed.expect(200);
        let refresh_cookie = refreshed.header("set-cookie").unwrap().split("; ").next().unwrap();
        let both = format!("{name}={other}; {refresh_cookie}");
        let request = client.request(Method::POST, LOGOUT).header("origin", &origin).header("cookie", &both);
        let response = client.send(request).await;
        response.expect(204);
        assert_eq!(response.headers.get_all("set-cookie").iter().count(), 2);
        assert_eq!(client.refresh(&other).await.problem(401), "refresh-invalid");
        let token = refresh_cookie.split_once('=').unwrap().1;
        assert_eq!(client.refresh(token).await.problem(401), "refresh-invalid");
    }
    client.refresh(&ada.refresh_token).await.expect(200);
}

#[tokio::test]
async fn two_servers_on_one_host_use_separate_cookies() {
    let server = Server::on_memory(&SETTINGS).await;
    let other = Server::on_memory(&[("SECRET_KEY", "pL8xQ2vR7mW4kT9zB3nY6cF1hJ5sD0gA")]).await;
    for server in [&server, &other] {
        server.sign_up("ada").await;
    }
    let [(here, _), (there, _)] =
        [cookie(&log_in(&server.client(), None).await), cookie(&log_in(&other.client(), None).await)];
    // A browser sends both cookies to each server, and also the cookie of a third server. The third server uses the
    // default port, so the name of its cookie has no port.
    let (_, at_default_port) = other.client().log_in("ada", "correct horse").await.tokens();
    let all = format!("refresh={at_default_port}; {here}; {there}");
    let client = server.client();
    let (here, _) = cookie(&client.send(refresh(&client, &own_origin(&server), &all)).await);
    let all = format!("refresh={at_default_port}; {here}; {there}");
    let request =
        client.request(Method::POST, LOGOUT).header("origin", own_origin(&server)).header("cookie", &all);
    let response = client.send(request).await;
    response.expect(204);
    assert_eq!(cookie(&response).0, format!("{}=", plain_name(&server)));
    let client = other.client();
    client.send(refresh(&client, &own_origin(&other), &there)).await.expect(200);
    client.refresh(&at_default_port).await.expect(200);
}

#[tokio::test]
async fn refresh_without_cookie_explains_why_a_browser_withholds_it() {
    let server = Server::on_memory(&SETTINGS).await;
    let client = server.client();
    let host = format!("127.0.0.1:{}", server.address().port());
    let asked = async |origin: Option<&str>| {
        let request = client.request(Method::POST, REFRESH);
        let request = if let Some(origin) = origin { request.header("origin", origin) } else { request };
        let response = client.send(request).await;
        assert_eq!(response.error_locations(), ["body.refresh_token"]);
        response.json()["detail"].as_str().unwrap().to_owned()
    };
    for origin in [None, Some(own_origin(&server).as_str()), Some("http://127.0.0.1:5173")] {
        assert_eq!(asked(origin).await, "refresh_token: is required", "{origin:?}");
    }
    let detail = asked(Some("http://localhost:5173")).await;
    assert!(detail.contains("http://localhost:5173") && detail.contains(&host), "{detail}");
    assert!(detail.contains("different sites"), "{detail}");
}

#[tokio::test]
async fn rejected_origin_error_names_the_settings() {
    let server = Server::on_memory(&SETTINGS).await;
    let client = server.client();
    let response =
        client.send(refresh(&client, "https://evil.example", &format!("{}=x", plain_name(&server)))).await;
    assert_eq!(response.problem(403), "origin-not-allowed");
    assert_eq!(
        response.json()["detail"],
        "This address isn't allowed to sign in: add it to ALLOWED_ORIGINS or set PUBLIC_URL"
    );
}
