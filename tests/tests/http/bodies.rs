//! Body content: one JSON object in UTF-8 with valid members.

use reqwest::Method;
use serde_json::json;
use tasklane_tests::{Client, Operation, Response, on_every_database};

const TASKS: &str = "/api/v1/tasks";

async fn post_raw(api: &Client, path: &str, content_type: &str, body: impl Into<reqwest::Body>) -> Response {
    api.send(api.request(Method::POST, path).header("content-type", content_type).body(body)).await
}

fn utf16(text: &str, bytes_of: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes_of).collect()
}

/// A valid session id, because the path is checked before the body.
const SOME_SESSION: &str = "0b8f4e0c-4f6a-4f0e-9d6b-0f1f7f0b9a55";

on_every_database! {
    // assures: R103
    async fn body_that_is_not_one_json_text_is_malformed(server: &Server) {
        let ada = server.sign_up("ada").await;
        let task = format!("{TASKS}/{}", ada.create_task("Buy milk").await);
        let good = r#"{"title":"x"}"#;
        let texts = [
            "",
            " ",
            "\n",
            "nope",
            "{",
            "}",
            r#"{"title""#,
            r#"{"title":"x""#,
            r#"{"title":"x}"#,
            r#"{"title":"x"} x"#,
            r#"{"title":"x"}{}"#,
            r#"{"title":"x"},"#,
            "{'title':'x'}",
            r#"{title:"x"}"#,
            r#"{"title":"x",}"#,
            r#"{"title":"x" /* note */}"#,
            "{\"title\":\"x\"}\0",
            r#"{"title":"x","n":NaN}"#,
            r#"{"title":"x","n":Infinity}"#,
            r#"{"title":"x","n":01}"#,
            r#"{"title":"x","n":.5}"#,
            r#"{"title":"x","n":+1}"#,
            r#"{"title":"x","n":0x1}"#,
            r#"{"title":"x","b":True}"#,
            "{\"title\":\"a\nb\"}",
            "{\"title\":\"a\0b\"}",
            r#"{"title":"\x41"}"#,
            r#"{"title":"\ud800"}"#,
            r#"{"title":"\udc00x"}"#,
            r#"{"title":"x","y":"\ud83d"}"#,
            r#"{"title":"\u12"}"#,
            r#"["a"]"#,
            r#"[{"title":"x"}]"#,
            "[]",
            r#""title""#,
            "1",
            "-1.5",
            "true",
            "null",
            "title=x",
        ];
        let mut bodies: Vec<Vec<u8>> = texts.iter().map(|text| text.as_bytes().to_vec()).collect();
        // A byte order mark is accepted only once, at the start.
        bodies.push([b"\xEF\xBB\xBF\xEF\xBB\xBF", good.as_bytes()].concat());
        bodies.push([b" \xEF\xBB\xBF", good.as_bytes()].concat());
        bodies.push([good.as_bytes(), b"\xEF\xBB\xBF"].concat());
        bodies.push(utf16(good, u16::to_le_bytes));
        bodies.push(utf16(&format!("\u{FEFF}{good}"), u16::to_be_bytes));
        for invalid in [&b"\xFF"[..], b"\xC0\x80", b"\xC3", b"\xED\xA0\x80", b"\xF5\x80\x80\x80", b"\xE9"] {
            bodies.push([b"{\"title\":\"x", invalid, b"\"}"].concat());
            bodies.push([b"{\"title\":\"x\",\"other\":\"", invalid, b"\"}"].concat());
        }
        // The object around the lists is one more level.
        for depth in [127, 200, 10_000] {
            bodies
                .push(format!(r#"{{"title":"x","deep":{}{}}}"#, "[".repeat(depth), "]".repeat(depth)).into());
            bodies.push(format!(r#"{{"title":"x","deep":{}"#, "[".repeat(depth)).into());
            bodies.push(format!("{}1{}", r#"{"a":"#.repeat(depth + 1), "}".repeat(depth + 1)).into());
        }
        for body in bodies {
            let shown = String::from_utf8_lossy(&body).chars().take(40).collect::<String>();
            let response = post_raw(&ada.api, TASKS, "application/json", body.clone()).await;
            assert_eq!(response.problem(422), "malformed-json", "{shown}");
            assert_eq!(response.json()["detail"], "The body must be one JSON object in UTF-8");
            let request =
                ada.api.request(Method::PATCH, &task).header("content-type", "application/merge-patch+json");
            assert_eq!(ada.api.send(request.body(body)).await.problem(422), "malformed-json", "{shown}");
        }
        assert_eq!(ada.api.get(TASKS).await.expect(200).as_array().unwrap().len(), 1);
    }

    // assures: R106
    async fn every_body_must_be_a_json_object(server: &Server) {
        let ada = server.sign_up("ada").await;
        ada.create_task("Buy milk").await;
        for operation in Operation::all(&ada.api).await {
            let body = &operation.description["requestBody"];
            // The body of an import may also be a list.
            if body.is_null() || !body["content"]["text/csv"].is_null() {
                continue;
            }
            let api = if operation.is_public() { &server.client() } else { &ada.api };
            let send = async |content_type: &str, body: &str| {
                let object = if operation.template.contains("{session_id}") { SOME_SESSION } else { "1" };
                let path = operation.path_to(&ada.id, &object);
                let request = api.request(operation.method.clone(), &path);
                api.send(request.header("content-type", content_type).body(body.to_owned())).await
            };
            for body in ["{", "[]", "null", "[{}]", "{}\u{FEFF}", "\u{FEFF}{", "{}x"] {
                let response = send("application/json", body).await;
                assert_eq!(response.problem(422), "malformed-json", "{} {body}", operation.template);
            }
            let response = send("text/plain", "{}").await;
            assert_eq!(response.problem(415), "unsupported-media-type", "{}", operation.template);
        }
    }

    async fn byte_order_mark_and_utf8_charset_alias_are_accepted(server: &Server) {
        let ada = server.sign_up("ada").await;
        let task = ada.create_task("Buy milk").await;
        let mut count = 0;
        for operation in Operation::all(&ada.api).await {
            let content = operation.description["requestBody"]["content"].as_object();
            let Some(content) = content.filter(|_| !operation.example.is_null()) else { continue };
            let object = if operation.template.contains("{session_id}") { SOME_SESSION.to_owned() } else { task.to_string() };
            // A public operation is called without a token, because a logout with a token would end the session.
            let api = if operation.is_public() { &server.client() } else { &ada.api };
            for media_type in content.keys().filter(|name| name.ends_with("json")) {
                // The body is invalid for each route, so nothing changes and the request can be repeated.
                let body = r#"{"operations":1,"tasks":1,"title":1,"name":1,"email":1,"username":1,"password":1}"#;
                let send = async |charset: &str, mark: &str| {
                    let request = api.request(operation.method.clone(), &operation.path_to(&ada.id, &object));
                    let request = request.header("content-type", format!("{media_type}{charset}"));
                    api.send(request.header("x-request-id", "same").body(format!("{mark}{body}"))).await
                };
                let (id, plain) = (operation.id(), send("", "").await);
                assert!(plain.status.is_client_error() && !plain.text.contains("malformed-json"), "{id}: {}", plain.text);
                for charset in ["", ";charset=utf8", "; charset=\"UTF8\"", ";charset=utf-8"] {
                    for mark in ["", "\u{FEFF}"] {
                        let response = send(charset, mark).await;
                        assert_eq!((response.status, &response.text), (plain.status, &plain.text), "{id} {charset} {mark:?}");
                    }
                }
                count += 1;
            }
        }
        assert!(count >= 15, "{count}");
        let import = |body: &str| post_raw(&ada.api, "/api/v1/tasks/import", "application/json;charset=utf8", body.to_owned());
        assert_eq!(import("\u{FEFF}{\"tasks\":[{\"title\":\"a\"}]}").await.expect(200)["created"], 1);
        assert_eq!(import("\u{FEFF}[{\"title\":\"b\"}]").await.expect(200)["created"], 1);
        let csv = post_raw(&ada.api, "/api/v1/tasks/import", "text/csv; charset=utf8", "title\r\nc\r\n").await;
        assert_eq!(csv.expect(200)["created"], 1);
        let form = "username=ada&password=correct+horse";
        let form_type = "application/x-www-form-urlencoded;charset=utf8";
        post_raw(&server.client(), "/api/v1/auth/login", form_type, form).await.tokens();
    }

    async fn every_json_spelling_of_an_object_is_accepted(server: &Server) {
        let ada = server.sign_up("ada").await;
        let deep = format!(r#"{{"title":"x","deep":{}{}}}"#, "[".repeat(126), "]".repeat(126));
        let bodies = [
            " \r\n\t{ \"title\" :\n\"x\" } ",
            r#"{"\u0074itle":"\u0078"}"#,
            r#"{"title":"x","n":-0.5e-10,"big":1e300}"#,
            r#"{"title":"x","n":123456789012345678901234567890}"#,
            r#"{"":1,"title":"x"}"#,
            r#"{"title":"x","é\u0000":"\ud83d\ude00"}"#,
            &deep,
        ];
        for body in bodies {
            let response = post_raw(&ada.api, TASKS, "application/json", body.to_owned()).await;
            assert_eq!(response.expect(201)["title"], "x", "{body}");
        }
    }

    // assures: R106
    async fn unknown_members_are_ignored_and_the_last_duplicate_wins(server: &Server) {
        let ada = server.sign_up("ada").await;
        let body =
            r#"{"title":1,"extra":{"title":"no"},"tags":["a"],"Title":"no","title":"Last","tags":["b"]}"#;
        let task = post_raw(&ada.api, TASKS, "application/json", body).await.expect(201);
        assert_eq!((&task["title"], &task["tags"]), (&json!("Last"), &json!(["b"])));
        let body = r#"{"title":"Good","title":""}"#;
        assert_eq!(post_raw(&ada.api, TASKS, "application/json", body).await.error_locations(), ["body.title"]);
    }

    // assures: R106
    async fn error_names_the_member_of_wrong_type_or_range(server: &Server) {
        let ada = server.sign_up("ada").await;
        let task = format!("{TASKS}/{}", ada.create_task("Buy milk").await);
        let wrong = [
            ("title", json!([1, 1.5, true, [], ["x"], {}, {"a": 1}, "", " ", "\t\n"])),
            ("description", json!([1, false, [], {}])),
            ("status", json!([0, true, [], {}, "done", "PENDING", "in-progress"])),
            (
                "due_date",
                json!([
                    20_260_228,
                    true,
                    [],
                    {},
                    "",
                    "2026-02-29",
                    "2026-13-01",
                    "2026-00-10",
                    "2026-2-1",
                    "26-02-01",
                    "2026-02-28T00:00:00Z",
                    " 2026-02-28",
                    "0000-01-01",
                    "10000-01-01",
                    "-001-01-01",
                    "tomorrow"
                ]),
            ),
            ("priority", json!([0, true, [], {}, "urgent", "High", ""])),
            ("tags", json!(["home", 1, true, {}, ["a", "a"], vec!["x"; 21]])),
            ("is_completed", json!([0, 1, "true", "", [], {}])),
        ];
        for (member, values) in wrong {
            for value in values.as_array().unwrap() {
                let patched = ada.api.patch(&task, &json!({member: value})).await;
                assert_eq!(patched.error_locations(), [format!("body.{member}")], "{member}: {value}");
                if member != "is_completed" {
                    let mut body = json!({"title": "Task"});
                    body[member] = value.clone();
                    assert_eq!(
                        ada.api.post(TASKS, &body).await.error_locations(),
                        [format!("body.{member}")],
                        "{member}: {value}"
                    );
                }
            }
        }
        let task = ada.api.get(&task).await.expect(200);
        assert_eq!((&task["title"], &task["version"]), (&json!("Buy milk"), &json!(1)));
    }

    async fn every_calendar_day_is_a_valid_due_date(server: &Server) {
        let ada = server.sign_up("ada").await;
        for day in
            ["0001-01-01", "1582-10-10", "1900-02-28", "2000-02-29", "2024-02-29", "2038-01-20", "9999-12-31"]
        {
            let task = ada.api.post(TASKS, &json!({"title": "Task", "due_date": day})).await.expect(201);
            assert_eq!(task["due_date"], day);
            assert_eq!(ada.api.get(&format!("{TASKS}/{}", task["id"])).await.expect(200)["due_date"], day);
        }
    }

    async fn body_reports_all_errors_together(server: &Server) {
        let ada = server.sign_up("ada").await;
        let body = json!({
            "title": " ", "description": 1, "status": "done", "due_date": "soon", "priority": null,
            "tags": ["ok", "", 7, "x".repeat(51), "fine", "a\u{0}"], "is_completed": "yes"
        });
        let on_create = [
            "body.title",
            "body.description",
            "body.status",
            "body.due_date",
            "body.priority",
            "body.tags.1",
            "body.tags.2",
            "body.tags.3",
            "body.tags.5",
        ];
        let response = ada.api.post(TASKS, &body).await;
        assert_eq!(response.error_locations(), on_create);
        let task = format!("{TASKS}/{}", ada.create_task("Buy milk").await);
        let mut on_edit = on_create.to_vec();
        on_edit.insert(3, "body.is_completed");
        assert_eq!(ada.api.patch(&task, &body).await.error_locations(), on_edit);
        assert_eq!(ada.api.put(&task, &body).await.error_locations(), on_edit);
        let faults = response.json()["errors"].clone();
        assert_eq!(
            faults[0],
            json!({"loc": ["body", "title"], "msg": "must not be blank", "type": "string_too_short"})
        );
        assert_eq!(faults[6]["loc"], json!(["body", "tags", 2]));
        assert_eq!(ada.api.post(TASKS, &json!({})).await.json()["detail"], "title: is required");
    }
}
