//! Even at the most verbose level, no log line contains a secret.

use serde_json::{Value, json};
use tasklane_tests::Operation;
use url::Url;

use crate::support::{Sandbox, Server};

/// All keys and passwords contain this text.
const CANARY: &str = "kanarienvogel";

fn password(purpose: &str) -> String {
    format!("{purpose}-{CANARY}")
}

/// Sends typical requests with secrets. Returns the issued tokens.
async fn use_secrets(server: &Server) -> Vec<String> {
    let client = server.client();
    let secret = password("ada");
    let account = json!({"email": "ada@example.org", "username": "ada", "password": secret});
    client.post("/api/v1/auth/register", &account).await.expect(201);
    client.post("/api/v1/auth/register", &account).await.problem(400);
    client.post("/api/v1/auth/register", &json!({"email": CANARY, "password": [CANARY]})).await.problem(422);
    let mut tokens = Vec::new();
    let mut keep = |pair: &Value| {
        let token = |name: &str| pair[name].as_str().unwrap().to_owned();
        tokens.extend([token("access_token"), token("refresh_token")]);
        (token("access_token"), token("refresh_token"))
    };
    keep(&client.log_in("ada", &secret).await.expect(200));
    let login = json!({"username": "ada@example.org", "password": secret});
    let (_, first) = keep(&client.post("/api/v1/auth/login", &login).await.expect(200));
    client.log_in("ada", &password("wrong")).await.problem(401);
    client.log_in(&password("name"), &password("wrong")).await.problem(401);
    client.with_token(&password("token")).get("/api/v1/auth/me").await.problem(401);
    client.refresh(&password("refresh")).await.problem(401);
    let (access, second) = keep(&client.refresh(&first).await.expect(200));
    client.with_token(&access).get("/api/v1/auth/me").await.expect(200);
    keep(&client.refresh(&second).await.expect(200));
    client.refresh(&first).await.problem(401);
    let broken =
        client.request(reqwest::Method::POST, "/api/v1/auth/login").body(format!("{{\"p\":\"{CANARY}\""));
    client.send(broken.header("content-type", "application/json")).await.problem(422);
    let (access, refresh) = keep(&client.log_in("ada", &secret).await.expect(200));
    let goodbye = json!({"refresh_token": refresh});
    client.with_token(&access).post("/api/v1/auth/logout", &goodbye).await.expect(204);
    tokens
}

/// Calls every operation with secrets in the query, in headers, and in the passwords and tokens of the body. Checks
/// that no response contains a secret.
async fn call_every_operation(server: &Server) {
    let secret = password("bob");
    let client = server.client();
    let account = json!({"email": "bob@example.org", "username": "bob", "password": secret});
    client.post("/api/v1/auth/register", &account).await.expect(201);
    let (access, _) = client.log_in("bob", &secret).await.tokens();
    for operation in Operation::all(&client).await {
        let mut body = operation.example.clone();
        for (name, value) in body.as_object_mut().into_iter().flatten() {
            if name.contains("password") || name.contains("token") {
                *value = json!(secret);
            }
        }
        let path = format!("{}?access_token={secret}&password={secret}&limit={secret}", operation.path(2));
        for api in [client.clone(), client.with_token(&secret), client.with_token(&access)] {
            let mut request =
                api.request(operation.method.clone(), &path).header("cookie", format!("refresh={secret}"));
            for name in
                ["x-api-key", "proxy-authorization", "idempotency-key", "x-request-id", "if-match", "origin"]
            {
                request = request.header(name, format!("{secret}="));
            }
            let response = api.send(if body.is_null() { request } else { request.json(&body) }).await;
            let shown = format!("{:?} {}", response.headers, response.text);
            assert!(!shown.contains(CANARY), "{}: {shown}", operation.id());
        }
    }
}

async fn no_secret_is_logged(sandbox: Sandbox) {
    let sandbox = sandbox
        .with("LOG_LEVEL", "trace")
        .with("SECRET_KEY", &format!("kG7wq2ZxNf4RtYbV9sLc{CANARY}"))
        .with("SECRET_KEY_PREVIOUS", &format!("Yq3tVwzCFJaNdRgUkXp2{CANARY}"))
        .with("PASSWORD_PEPPER", &format!("n2r5u8x/A?D(G+KbPeSh{CANARY}"));
    let server = sandbox.start_ready().await;
    let tokens = use_secrets(&server).await;
    call_every_operation(&server).await;
    let finished = server.stop().await;
    finished.expect(0);
    assert!(finished.stdout.contains("TRACE"), "the log level must be TRACE");
    let written = finished.stdout.clone() + &finished.stderr;
    // A library might log only the signature, which is the secret part of a token.
    let parts = tokens.iter().flat_map(|token| [token.as_str(), token.rsplit('.').next().unwrap()]);
    for secret in parts.chain([CANARY, "$2b$"]) {
        let line = written.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{secret} in {}", line.unwrap());
    }
}

// assures: R901
#[tokio::test]
async fn no_secret_is_logged_on_sqlite() {
    for format in ["json", "pretty"] {
        no_secret_is_logged(Sandbox::on_sqlite().with("LOG_FORMAT", format)).await;
    }
}

// assures: R901
#[tokio::test]
async fn no_secret_is_logged_on_postgres() {
    let sandbox = Sandbox::on_postgres().await;
    let mut url: Url = sandbox.database().unwrap().url().parse().unwrap();
    // A server with `trust` authentication accepts any password.
    if url.password().is_none() {
        url.set_password(Some(CANARY)).unwrap();
    }
    no_secret_is_logged(sandbox.with("DATABASE_URL", url.as_str())).await;
}
