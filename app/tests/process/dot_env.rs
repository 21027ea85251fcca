//! The file `.env`: read from the working directory, with lower precedence than the environment.

use crate::support::{Sandbox, Server};

async fn app_name(server: &Server) -> String {
    server.get("/health").await.expect(200)["app"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn dot_env_is_read_from_the_working_directory() {
    let sandbox = Sandbox::bare().without("BIND_ADDR");
    sandbox.write(
        ".env",
        "# a comment\n\nexport APP_NAME=\"From the file\"\r\nAPI_V1_PREFIX=/v9 # here\nBIND_ADDR='127.0.0.1:0'\n",
    );
    let server = sandbox.start().await;
    assert_eq!(app_name(&server).await, "From the file");
    assert_eq!(server.get("/v9/auth/me").await.problem(401), "token-missing");
}

#[tokio::test]
async fn environment_takes_precedence() {
    let sandbox = Sandbox::bare().with("APP_NAME", "From the environment");
    sandbox.write(".env", "APP_NAME=File\nAPI_V1_PREFIX=/v9\n");
    let server = sandbox.start().await;
    assert_eq!(app_name(&server).await, "From the environment");
    assert_eq!(server.get("/v9/auth/me").await.problem(401), "token-missing");
}

#[tokio::test]
async fn dot_env_of_a_parent_directory_is_ignored() {
    let sandbox = Sandbox::bare();
    sandbox.write(".env", "APP_NAME=Other\n");
    std::fs::create_dir(sandbox.path("inside")).unwrap();
    let mut command = sandbox.command(&[]);
    command.current_dir(sandbox.path("inside"));
    let server = Sandbox::start_by(&mut command).await;
    assert_eq!(app_name(&server).await, "Tasklane");
}

#[tokio::test]
async fn misspelled_setting_is_logged_without_its_value() {
    let sandbox = Sandbox::on_sqlite().with("DATABSE_URL", "canary");
    sandbox.write(".env", "RATE_LIMIT_LOGINS=canary\nCOLOR=canary\n");
    let server = sandbox.start().await;
    for warning in [
        "RATE_LIMIT_LOGINS in .env is not a setting; did you mean RATE_LIMIT_LOGIN?",
        "COLOR in .env is not a setting",
        "DATABSE_URL in the environment is not a setting; did you mean DATABASE_URL?",
    ] {
        let is_it = |line: &serde_json::Value| line["level"] == "WARN" && line["name"] == warning;
        assert!(server.log().iter().any(is_it), "{warning}: {:?}", server.log());
    }
    let finished = sandbox.run(&["migrate"]).await;
    finished.expect(0);
    assert!(finished.stderr.contains("did you mean RATE_LIMIT_LOGIN?"), "{}", finished.stderr);
    assert!(!finished.stderr.contains("canary") && !server.stop().await.stdout.contains("canary"));
}

#[tokio::test]
async fn invalid_line_is_reported_by_number_and_not_shown() {
    for content in [
        "# one\n\nAPP_NAME=x\ncanary canary\n",
        "# one\n\nAPP_NAME='x'\nSECRET_KEY=canary canary # two\nDEBUG=true\n",
        "# one\n\n\nSECRET_KEY=\"canary\nDEBUG=true\n",
    ] {
        let sandbox = Sandbox::bare();
        sandbox.write(".env", content);
        let finished = sandbox.run(&[]).await;
        let error_message = finished.expect_error(2);
        assert!(error_message.contains("line 4") && !error_message.contains("canary"), "{error_message}");
        assert_eq!(sandbox.files(), [".env"]);
    }
}
