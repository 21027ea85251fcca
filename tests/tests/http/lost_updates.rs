//! Concurrent writers: no acknowledged write is lost.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use tasklane_tests::{Server, on_every_database};

on_every_database! {
    async fn concurrent_toggles_all_take_effect_unless_their_tag_is_stale(server: &Server) {
        let ada = server.sign_up("ada").await;
        let id = ada.create_task("Buy milk").await;
        let path = format!("/api/{}/tasks/{id}/complete", ada.id);
        let toggle = |tag: Option<&'static str>| {
            let request = ada.api.request(Method::PATCH, &path);
            ada.api.send(match tag {
                Some(tag) => request.header("if-match", tag),
                None => request,
            })
        };
        for response in join_all((0..15).map(|_| toggle(None))).await {
            response.expect(200);
        }
        let task = ada.api.get(&format!("/api/v1/tasks/{id}")).await.expect(200);
        assert_eq!((&task["version"], &task["is_completed"]), (&json!(16), &json!(true)));
        let responses = join_all((0..8).map(|_| toggle(Some("\"16\"")))).await;
        assert_eq!(responses.iter().filter(|response| response.status == 200).count(), 1);
        assert_eq!(responses.iter().filter(|response| response.status == 412).count(), 7);
    }
}

// assures: R506
#[tokio::test]
async fn one_hundred_concurrent_edits_all_succeed() {
    // The default of `MAX_IN_FLIGHT` depends on `DB_POOL_SIZE`, and would be below 100 on test servers.
    let setting = [("MAX_IN_FLIGHT", "200")];
    none_of_100_edits_is_lost(&Server::on_memory(&setting).await).await;
    none_of_100_edits_is_lost(&Server::on_sqlite(&setting).await).await;
    none_of_100_edits_is_lost(&Server::on_postgres(&setting).await).await;
}

async fn none_of_100_edits_is_lost(server: &Server) {
    let ada = server.sign_up("ada").await;
    let path = format!("/api/v1/tasks/{}", ada.create_task("Buy milk").await);
    let members = ["title", "description", "due_date", "tags"];
    let value = |member: &str, n: usize| match member {
        "due_date" => json!(format!("2026-{:02}-{:02}", 1 + n / 28, 1 + n % 28)),
        "tags" => json!([format!("tag {n}")]),
        _ => json!(format!("{member} {n}")),
    };
    let responses =
        join_all(
            (0..100).map(|n| {
                let member = members[n % members.len()];
                let (api, path) = (&ada.api, &path);
                async move {
                    (member, value(member, n), api.patch(path, &json!({member: value(member, n)})).await)
                }
            }),
        )
        .await;
    let mut versions = Vec::new();
    let mut last: Vec<(i64, &str, Value)> = Vec::new();
    for (member, value, response) in responses {
        let task = response.expect(200);
        assert_eq!(task[member], value);
        let version = task["version"].as_i64().unwrap();
        versions.push(version);
        last.push((version, member, value));
    }
    versions.sort_unstable();
    // Each edit was a separate write on the result of the previous edit.
    assert_eq!(versions, (2..=101).collect::<Vec<i64>>());
    let task = ada.api.get(&path).await.expect(200);
    assert_eq!(task["version"], 101);
    last.sort_by_key(|(version, ..)| *version);
    for member in members {
        let (_, _, value) = last.iter().rfind(|(_, changed, _)| *changed == member).unwrap();
        assert_eq!(task[member], *value, "{member}");
    }
}
