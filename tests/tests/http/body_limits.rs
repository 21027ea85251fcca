//! Limits of request bodies: media type, no compression, bounded size.

use reqwest::Method;
use serde_json::{Value, json};
use tasklane_tests::{Client, RawConnection, Response, on_every_database};

const KIB: usize = 1024;
const TASKS: &str = "/api/v1/tasks";

async fn post_raw(api: &Client, path: &str, content_type: &str, body: impl Into<reqwest::Body>) -> Response {
    api.send(api.request(Method::POST, path).header("content-type", content_type).body(body)).await
}

/// A JSON object of exactly this size.
fn padded(mut body: Value, size: usize) -> String {
    body["padding"] = json!("");
    let missing = size - body.to_string().len();
    body["padding"] = json!("x".repeat(missing));
    body.to_string()
}

on_every_database! {
    // assures: R104
    async fn undocumented_media_types_are_rejected(server: &Server) {
        let ada = server.sign_up("ada").await;
        let good = r#"{"title":"x"}"#;
        let rejected = [
            "",
            "text/plain",
            "text/json",
            "application/xml",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/octet-stream",
            "application/json-patch+json",
            "application/merge-patch+json",
            "application/jsonx",
            "application",
            "json",
            "*/*",
            "application/*",
            "application/json; charset=utf-16",
            "application/json;charset=iso-8859-1",
            "application/json;charset=utf-8-sig",
            "application/json;charset=utf_8",
            "application/json;charset=",
            "application/json;charset=\"\"",
            "application/json, text/plain",
        ];
        for content_type in rejected {
            let response = post_raw(&ada.api, TASKS, content_type, good).await;
            assert_eq!(response.problem(415), "unsupported-media-type", "{content_type}");
        }
        let without = ada.api.send(ada.api.request(Method::POST, TASKS).body(good)).await;
        assert_eq!(without.problem(415), "unsupported-media-type");
        let twice = ada.api.request(Method::POST, TASKS).header("content-type", "application/json");
        let twice = twice.header("content-type", "text/plain").body(good);
        assert_eq!(ada.api.send(twice).await.problem(415), "unsupported-media-type");
        let accepted = [
            "application/json",
            "Application/JSON",
            "application/json; charset=utf-8",
            "application/json;charset=UTF-8",
            "application/json; charset=\"utf-8\"",
            "application/json;charset=utf8",
            "application/json; charset=UTF8",
            "application/json; charset=\"Utf8\"",
            "application/json; Charset=utf8; profile=x",
            "application/json; profile=x",
        ];
        for content_type in accepted {
            post_raw(&ada.api, TASKS, content_type, good).await.expect(201);
        }
    }

    // assures: R104
    async fn compressed_body_is_rejected(server: &Server) {
        let ada = server.sign_up("ada").await;
        let encoded = async |encoding: &str| {
            let request = ada.api.request(Method::POST, TASKS).header("content-encoding", encoding);
            ada.api.send(request.json(&json!({"title": "x"}))).await
        };
        for encoding in ["gzip", "deflate", "br", "zstd", "compress", "x", "", "identity, gzip"] {
            assert_eq!(encoded(encoding).await.problem(415), "unsupported-media-type", "{encoding}");
        }
        encoded("identity").await.expect(201);
    }

    // assures: R105
    async fn body_may_have_64_kib_and_not_one_byte_more(server: &Server) {
        let ada = server.sign_up("ada").await;
        let path = format!("{TASKS}/{}", ada.create_task("Buy milk").await);
        let (at_limit, over) =
            (padded(json!({"title": "x"}), 64 * KIB), padded(json!({"title": "x"}), 64 * KIB + 1));
        for (method, path) in
            [(Method::POST, TASKS), (Method::PUT, path.as_str()), (Method::PATCH, path.as_str())]
        {
            let send = |body: &str| {
                let request =
                    ada.api.request(method.clone(), path).header("content-type", "application/json");
                ada.api.send(request.body(body.to_owned()))
            };
            assert!(send(&at_limit).await.status.is_success(), "{method}");
            let rejected = send(&over).await;
            assert_eq!(rejected.problem(413), "payload-too-large", "{method}");
            assert_eq!(rejected.json()["detail"], "The body is too large: at most 65536 bytes are allowed");
            assert_eq!(rejected.header("connection"), Some("close"));
        }
    }

    // assures: R105
    async fn account_bodies_have_at_most_8_kib_except_refresh(server: &Server) {
        let api = server.client();
        let account = json!({
            "username": "ada", "email": "ada@example.org", "password": "correct horse", "refresh_token": "x"
        });
        for (path, limit) in [
            ("/api/v1/auth/register", 8),
            ("/api/v1/auth/login", 8),
            ("/api/v1/auth/logout", 8),
            ("/api/auth/register", 8),
            ("/api/auth/login", 8),
            // This limit is larger, so that a token of more than 8 KiB gets the same error as any other invalid token.
            ("/api/v1/auth/refresh", 64),
        ] {
            let at_limit =
                post_raw(&api, path, "application/json", padded(account.clone(), limit * KIB)).await;
            assert_ne!(at_limit.status, 413, "{path}");
            let over =
                post_raw(&api, path, "application/json", padded(account.clone(), limit * KIB + 1)).await;
            assert_eq!(over.problem(413), "payload-too-large", "{path}");
            let detail = format!("The body is too large: at most {} bytes are allowed", limit * KIB);
            assert_eq!(over.json()["detail"], detail, "{path}");
        }
    }

    // assures: R105
    async fn oversized_content_length_is_rejected_before_the_body(server: &Server) {
        let ada = server.sign_up("ada").await;
        for length in ["65537", "10000000", "9223372036854775807"] {
            let mut connection = RawConnection::open(server.address()).await;
            connection.send(format!(
                "POST {TASKS} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
                 Content-Length: {length}\r\n\r\n",
                ada.access_token
            )).await;
            let response = connection.read_to_end().await;
            assert!(response.starts_with("HTTP/1.1 413 "), "{length}: {response}");
            assert!(response.contains("\"code\":\"payload-too-large\""), "{response}");
        }
    }

    // assures: R105
    async fn chunked_body_has_the_same_limit(server: &Server) {
        let ada = server.sign_up("ada").await;
        let head = format!(
            "POST {TASKS} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
             Transfer-Encoding: chunked\r\n",
            ada.access_token
        );
        let chunk = |part: &[u8]| format!("{:x}\r\n{}\r\n", part.len(), String::from_utf8_lossy(part));
        let chunked = |body: &str| body.as_bytes().chunks(1000).map(chunk).collect::<Vec<_>>().concat();
        let mut connection = RawConnection::open(server.address()).await;
        let body = chunked(&padded(json!({"title": "Exactly"}), 64 * KIB));
        connection.send(format!("{head}Connection: close\r\n\r\n{body}0\r\n\r\n")).await;
        let response = connection.read_to_end().await;
        assert!(response.starts_with("HTTP/1.1 201 "), "{response}");
        // The last chunk never arrives, but the server responds and closes the connection.
        let mut connection = RawConnection::open(server.address()).await;
        connection.send(format!("{head}\r\n{}", chunked(&padded(json!({"title": "Too large"}), 64 * KIB + 1))))
            .await;
        let response = connection.read_to_end().await;
        assert!(response.starts_with("HTTP/1.1 413 ") && response.contains("payload-too-large"), "{response}");
        let list = ada.api.get(TASKS).await.expect(200);
        assert_eq!(
            list.as_array().unwrap().iter().map(|task| &task["title"]).collect::<Vec<_>>(),
            ["Exactly"]
        );
    }
}
