//! State that replicas share: rate limits, revocations and announcements.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use tasklane_tests::LiveStream;

use crate::fleet::{Fleet, REPLICAS};

const ME: &str = "/api/v1/auth/me";
const TASKS: &str = "/api/v1/tasks";

/// Sends a login from this address with a forged `X-Forwarded-For`.
async fn log_in_from(fleet: &Fleet, from: [u8; 4], claims: &str) -> (u16, Option<String>) {
    let client = reqwest::Client::builder().local_address(std::net::IpAddr::from(from)).build().unwrap();
    let url = format!("http://{}/api/v1/auth/login", fleet.proxy.address());
    let request = client.request(Method::POST, url).header("X-Forwarded-For", claims);
    let response =
        request.json(&json!({"username": "nobody", "password": "wrong horse"})).send().await.unwrap();
    let left = response.headers().get("ratelimit").map(|left| left.to_str().unwrap().to_owned());
    (response.status().as_u16(), left)
}

#[tokio::test]
async fn replicas_share_limits_by_the_address_that_the_proxy_saw() {
    let fleet = Fleet::start(&[("RATE_LIMIT_ENABLED", "true"), ("RATE_LIMIT_LOGIN", "4/h")]).await;
    for (number, left) in [3, 2, 1, 0].into_iter().enumerate() {
        let response = log_in_from(&fleet, [127, 0, 0, 9], &format!("203.0.113.{number}")).await;
        assert_eq!(response, (401, Some(format!(r#""login";r={left};t=900"#))));
    }
    for _ in 0..REPLICAS {
        assert_eq!(log_in_from(&fleet, [127, 0, 0, 9], "203.0.113.9").await.0, 429);
        assert_eq!(log_in_from(&fleet, [127, 0, 0, 10], "127.0.0.9").await.0, 401);
    }
}

// assures: R309
#[tokio::test]
async fn all_replicas_reject_a_session_one_second_after_logout() {
    let fleet = Fleet::start(&[]).await;
    let ada = fleet.sign_up("ada").await;
    let token = ada.request(Method::GET, ME).build().unwrap().headers()["authorization"].clone();
    let token = token.to_str().unwrap().strip_prefix("Bearer ").unwrap().to_owned();
    let known = async |replica: usize| fleet.replicas[replica].client().with_token(&token).get(ME).await;
    for replica in 0..REPLICAS {
        known(replica).await.expect(200);
    }
    ada.post("/api/v1/auth/logout", &json!({})).await.expect(204);
    tokio::time::sleep(Duration::from_secs(1)).await;
    for replica in 0..REPLICAS {
        assert_eq!(known(replica).await.problem(401), "token-revoked");
        assert_eq!(ada.get(ME).await.problem(401), "token-revoked");
    }
}

#[tokio::test]
async fn write_wakes_the_streams_of_all_replicas() {
    // With this limit, each stream must be on a different replica.
    let fleet = Fleet::start(&[("MAX_STREAMS_PER_USER", "1")]).await;
    let ada = fleet.sign_up("ada").await;
    let mut streams = Vec::new();
    for _ in 0..REPLICAS {
        streams.push(LiveStream::open(&ada).await);
    }
    for title in ["One", "Two", "Three", "Four"] {
        let task = ada.post(TASKS, &json!({"title": title})).await.expect(201);
        for stream in &mut streams {
            assert_eq!(stream.next().await.data, task);
        }
    }
}
