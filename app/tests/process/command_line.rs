//! The command line and its help.

use std::fs::File;

use serde_json::Value;

use crate::support::Sandbox;

const COMMANDS: [&str; 13] = [
    "serve",
    "migrate",
    "seed",
    "backup",
    "restore",
    "after-restore",
    "sessions",
    "user",
    "openapi",
    "healthcheck",
    "doctor",
    "completions",
    "man",
];

#[tokio::test]
async fn help_names_every_command() {
    let finished = Sandbox::bare().run(&["--help"]).await;
    let help = finished.expect(0);
    for command in COMMANDS {
        assert!(help.lines().any(|line| line.trim_start().starts_with(command)), "{command} in {help}");
        Sandbox::bare().run(&[command, "--help"]).await.expect(0);
    }
    assert!(help.contains("Exit codes:") && help.contains("Examples:"), "{help}");
    let version = concat!("tasklane ", env!("CARGO_PKG_VERSION"), "\n");
    assert_eq!(Sandbox::bare().run(&["--version"]).await.expect(0), version);
}

#[tokio::test]
async fn unknown_arguments_are_rejected() {
    for arguments in [&["sevre"][..], &["--port", "80"], &["migrate", "--chekc"], &["seed", "--users", "0"]] {
        let sandbox = Sandbox::bare();
        let finished = sandbox.run(arguments).await;
        assert_eq!(finished.expect(2), "");
        assert!(finished.stderr.contains("--help"), "{finished:?}");
        assert!(sandbox.files().is_empty());
    }
}

#[tokio::test]
async fn openapi_prints_the_document_that_a_server_serves() {
    let sandbox = Sandbox::on_sqlite().with("API_V1_PREFIX", "/v9").with("APP_NAME", "Ours");
    let printed: Value = serde_json::from_str(sandbox.run(&["openapi"]).await.expect(0)).unwrap();
    assert!(sandbox.files().is_empty(), "the command must not create files");
    assert!(printed["paths"].get("/v9/tasks").is_some());
    let server = sandbox.start().await;
    assert_eq!(server.get("/api/openapi.json").await.expect(200), printed);
}

/// The commands work even with invalid settings, because they don't read settings.
#[tokio::test]
async fn completions_and_man_pages_cover_every_command() {
    let sandbox = Sandbox::bare().with("BCRYPT_COST", "99");
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let finished = sandbox.run(&["completions", shell]).await;
        let script = finished.expect(0);
        assert!(COMMANDS.iter().all(|command| script.contains(command)), "{shell}: {script}");
    }
    sandbox.run(&["completions", "cmd"]).await.expect(2);
    sandbox.run(&["man", "."]).await.expect(0);
    let pages = sandbox.files();
    for command in COMMANDS {
        assert!(pages.contains(&format!("tasklane-{command}.1")), "{command}: {pages:?}");
    }
    assert!(pages.contains(&"tasklane.1".to_owned()), "{pages:?}");
    let nowhere = sandbox.run(&["man", "nowhere"]).await;
    assert!(nowhere.expect_error(1).contains("cannot write the man pages"), "{nowhere:?}");
}

/// By default, output that does not go to a terminal has no colors.
#[tokio::test]
async fn only_terminals_get_colors() {
    let sandbox = Sandbox::on_sqlite();
    for arguments in
        [&["migrate"][..], &["seed"], &["user", "list"], &["user", "activate", "nobody"], &["--help"]]
    {
        let finished = sandbox.run(arguments).await;
        assert!(!finished.stdout.contains('\x1b') && !finished.stderr.contains('\x1b'), "{finished:?}");
    }
}

/// `/dev/full` simulates a full disk. A closed pipe, as in `tasklane seed | head -n 1`, causes the same kind of error.
#[tokio::test]
async fn unwritable_output_is_an_error_and_not_a_panic() {
    let Ok(full) = File::options().write(true).open("/dev/full") else {
        return; // Only Linux has this device.
    };
    for command in ["migrate", "seed", "openapi"] {
        let sandbox = Sandbox::on_sqlite();
        let mut command = sandbox.command(&[command]);
        command.stdout(full.try_clone().unwrap());
        let finished = Sandbox::run_by(&mut command).await;
        let error_message = finished.expect_error(1);
        assert!(error_message.contains("cannot write to standard output"), "{error_message}");
    }
}
