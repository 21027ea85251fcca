//! The checks of the todo routes and their order: token, path, user, body, task, version.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use tasklane_core::session::Revocations;
use tasklane_tests::{Client, Response, SignedUp, on_every_database, todo_paths, todo_routes};

async fn send_if(api: &Client, method: &Method, path: &str, body: &Value, tag: &str) -> Response {
    api.send(api.request(method.clone(), path).header("if-match", tag).json(body)).await
}

async fn create(user: &SignedUp, title: &str) -> Value {
    user.api.post(&format!("/api/{}/tasks", user.id), &json!({"title": title})).await.expect(201)
}

on_every_database! {
    // assures: R502
    async fn todo_routes_reject_another_users_path(server: &Server) {
        let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
        let task = create(&bob, "Bob's").await;
        let [_, path, _] = todo_paths(&bob.id, &task["id"]);
        let absent_users = ["0", "-1", "999", "9007199254740992", "9223372036854775807", "99999999999999999999"];
        for user in absent_users.map(str::to_owned).into_iter().chain([bob.id.to_string()]) {
            for (method, path, _) in todo_routes(&user, &task["id"]) {
                let response = ada.api.send_json(&method, &path, &json!({"title": "Mine", "completed": true})).await;
                assert_eq!(response.problem(403), "not-authorized", "{method} {path}");
                assert_eq!(response.json()["detail"], "Not authorized");
                assert_eq!(response.header("www-authenticate"), None);
            }
        }
        assert_eq!(bob.api.get(&path).await.expect(200), task);
        assert_eq!(bob.api.get(&todo_paths(&bob.id, &0)[0]).await.expect(200), json!([task]));
        // With the user's own id in the path, a request for another user's task gets 404.
        for (method, path, _) in todo_routes(&ada.id, &task["id"]).into_iter().filter(|(.., names_task)| *names_task) {
            let response = ada.api.send_json(&method, &path, &json!({"title": "Mine"})).await;
            assert_eq!(response.problem(404), "task-not-found", "{method}");
        }
        assert_eq!(bob.api.get(&path).await.expect(200), task);
    }

    /// Each request is sent twice: first while the list of revoked sessions is up to date, and later just after the
    /// list has become too old, so that the server looks up the session in the database. The order of the checks is the
    /// same.
    async fn todo_checks_run_in_the_documented_order(server: &Server) {
        let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
        let [own, absent] = [create(&ada, "Buy milk").await["id"].to_string(), "999999".to_owned()];
        let others = bob.id.to_string();
        let me = ada.id.to_string();
        let (good, bad) = (json!({"title": "Changed"}), json!({"title": " "}));
        let (not_json, anonymous) = (json!([]), server.client());
        // (client, user in the path, task in the path, body, If-Match, status)
        let steps = [
            (&anonymous, "x", "y", &bad, "x", 401),
            (&ada.api, "x", "y", &bad, "x", 422),
            (&ada.api, &*others, "y", &bad, "x", 422),
            (&ada.api, &*others, &*own, &bad, "x", 403),
            (&ada.api, &*others, &*own, &not_json, "\"9\"", 403),
            (&ada.api, &*me, &*absent, &bad, "\"9\"", 422),
            (&ada.api, &*me, &*absent, &good, "\"9\"", 404),
            (&ada.api, &*me, &*own, &good, "\"9\"", 412),
        ];
        let pauses = [TimeDelta::zero(), Revocations::MAX_AGE + TimeDelta::milliseconds(1)];
        for (pause, step) in pauses.iter().flat_map(|pause| steps.map(|step| (*pause, step))) {
            let (api, user, task, body, tag, status) = step;
            for (method, path, names_task) in todo_routes(user, task) {
                let reads_body = method == Method::POST || method == Method::PUT;
                let expected = match status {
                    // If a check does not apply to the route, the next check that fails is reported.
                    422 if user == others && !names_task => 403,
                    422 if user == me && !reads_body => if names_task && method != Method::GET { 404 } else { continue },
                    404 | 412 if !names_task => continue,
                    412 if method == Method::GET => 200,
                    other => other,
                };
                server.advance(pause);
                let response = send_if(api, &method, &path, body, tag).await;
                assert_eq!(response.status.as_u16(), expected, "{method} {path} {body}: {}", response.text);
            }
        }
        let task = ada.api.get(&format!("/api/v1/tasks/{own}")).await.expect(200);
        assert_eq!((&task["title"], &task["version"]), (&json!("Buy milk"), &json!(1)));
        let two = ada.api.get(&todo_paths("x", "y")[1]).await;
        assert_eq!(two.error_locations(), ["path.user_id", "path.task_id"]);
    }

    // assures: R111
    async fn any_integer_is_a_valid_id_and_unknown_ones_are_404(server: &Server) {
        let ada = server.sign_up("ada").await;
        create(&ada, "Buy milk").await;
        let integers = ["0", "-1", "2147483648", "9223372036854775807", "9223372036854775808", "99999999999999999999"];
        for task in integers {
            for (method, path, _) in todo_routes(&ada.id, task).into_iter().filter(|(.., names_task)| *names_task) {
                let response = ada.api.send_json(&method, &path, &json!({"completed": true})).await;
                assert_eq!(response.problem(404), "task-not-found", "{method} {path}");
            }
        }
        for other in ["abc", "1.5", "1e3", "%2B1", "1%20", "%D9%A1", "-"] {
            for (method, path, names_task) in todo_routes(&ada.id, other) {
                let expected = if names_task { &["path.task_id"][..] } else { continue };
                assert_eq!(ada.api.send_json(&method, &path, &json!({})).await.error_locations(), expected, "{method} {path}");
            }
            for (method, path, _) in todo_routes(other, &1) {
                let response = ada.api.send_json(&method, &path, &json!({"title": "x"})).await;
                assert_eq!(response.error_locations(), ["path.user_id"], "{method} {path}");
            }
        }
    }

    async fn todo_task_has_an_entity_tag_and_rejects_stale_changes(server: &Server) {
        let ada = server.sign_up("ada").await;
        let created = ada.api.post(&format!("/api/{}/tasks", ada.id), &json!({"title": "Buy milk"})).await;
        assert_eq!(created.header("etag"), Some("\"1\""));
        let [_, path, toggle] = todo_paths(&ada.id, &created.expect(201)["id"]);
        let changed = send_if(&ada.api, &Method::PUT, &path, &json!({"title": "Buy oat milk"}), "\"1\"").await;
        assert_eq!((changed.expect(200)["title"].as_str(), changed.header("etag")), (Some("Buy oat milk"), Some("\"2\"")));
        for (method, path) in [(Method::PUT, &path), (Method::PATCH, &toggle), (Method::DELETE, &path)] {
            let stale = send_if(&ada.api, &method, path, &json!({"title": "Lost"}), "\"1\"").await;
            assert_eq!(stale.problem(412), "precondition-failed", "{method}");
            assert_eq!(stale.json()["current_version"], 2);
        }
        let read = ada.api.get(&path).await;
        assert_eq!((read.expect(200), read.header("etag")), (changed.json(), Some("\"2\"")));
        let known = ada.api.send(ada.api.request(Method::GET, &path).header("if-none-match", "\"2\"")).await;
        assert_eq!((known.status.as_u16(), known.text.as_str(), known.header("etag")), (304, "", Some("\"2\"")));
        let toggled = send_if(&ada.api, &Method::PATCH, &toggle, &json!({}), "\"2\"").await;
        assert_eq!((toggled.expect(200)["completed"].as_bool(), toggled.header("etag")), (Some(true), Some("\"3\"")));
        let news = ada.api.send(ada.api.request(Method::GET, &path).header("if-none-match", "\"2\"")).await;
        assert_eq!(news.expect(200)["completed"], true);
        send_if(&ada.api, &Method::DELETE, &path, &json!({}), "\"3\"").await.expect(204);
    }
}
