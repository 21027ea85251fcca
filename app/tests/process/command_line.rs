//! The command line and its help.

use std::fs::File;

use serde_json::Value;

use crate::support::Workplace;

const COMMANDS: [&str; 12] = [
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
    "completions",
    "man",
];

#[tokio::test]
async fn help_names_every_command() {
    let finished = Workplace::bare().run(&["--help"]).await;
    let help = finished.expect(0);
    for command in COMMANDS {
        assert!(help.lines().any(|line| line.trim_start().starts_with(command)), "{command} in {help}");
        Workplace::bare().run(&[command, "--help"]).await.expect(0);
    }
    assert!(help.contains("Exit codes:") && help.contains("Examples:"), "{help}");
    let version = concat!("tasklane ", env!("CARGO_PKG_VERSION"), "\n");
    assert_eq!(Workplace::bare().run(&["--version"]).await.expect(0), version);
}

#[tokio::test]
async fn unknown_arguments_are_rejected() {
    for arguments in [&["sevre"][..], &["--port", "80"], &["migrate", "--chekc"], &["seed", "--users", "0"]] {
        let place = Workplace::bare();
        let finished = place.run(arguments).await;
        assert_eq!(finished.expect(2), "");
        assert!(finished.stderr.contains("--help"), "{finished:?}");
        assert!(place.files().is_empty());
    }
}

#[tokio::test]
async fn openapi_prints_the_document_that_a_server_serves() {
    let place = Workplace::on_sqlite().with("API_V1_PREFIX", "/v9").with("APP_NAME", "Ours");
    let printed: Value = serde_json::from_str(place.run(&["openapi"]).await.expect(0)).unwrap();
    assert!(place.files().is_empty(), "no file is created");
    assert!(printed["paths"].get("/v9/tasks").is_some());
    let server = place.start().await;
    assert_eq!(server.get("/api/openapi.json").await.expect(200), printed);
}

/// Works even with invalid settings, which these commands don't read.
#[tokio::test]
async fn completions_and_man_pages_cover_every_command() {
    let place = Workplace::bare().with("BCRYPT_COST", "99");
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let finished = place.run(&["completions", shell]).await;
        let script = finished.expect(0);
        assert!(COMMANDS.iter().all(|command| script.contains(command)), "{shell}: {script}");
    }
    place.run(&["completions", "cmd"]).await.expect(2);
    place.run(&["man", "."]).await.expect(0);
    let pages = place.files();
    for command in COMMANDS {
        assert!(pages.contains(&format!("tasklane-{command}.1")), "{command}: {pages:?}");
    }
    assert!(pages.contains(&"tasklane.1".to_owned()), "{pages:?}");
    let nowhere = place.run(&["man", "nowhere"]).await;
    assert!(nowhere.expect_complaint(1).contains("cannot write the man pages"), "{nowhere:?}");
}

/// Output other than to a terminal never has colors.
#[tokio::test]
async fn only_terminals_get_colors() {
    let place = Workplace::on_sqlite();
    for arguments in
        [&["migrate"][..], &["seed"], &["user", "list"], &["user", "activate", "nobody"], &["--help"]]
    {
        let finished = place.run(arguments).await;
        assert!(!finished.stdout.contains('\x1b') && !finished.stderr.contains('\x1b'), "{finished:?}");
    }
}

/// Covers a closed pipe, as in `tasklane seed | head -n 1`, and a full disk.
#[tokio::test]
async fn unwritable_output_is_an_error_and_not_a_panic() {
    let Ok(full) = File::options().write(true).open("/dev/full") else {
        return; // Only Linux has this device.
    };
    for command in ["migrate", "seed", "openapi"] {
        let place = Workplace::on_sqlite();
        let mut command = place.command(&[command]);
        command.stdout(full.try_clone().unwrap());
        let finished = Workplace::run_by(&mut command).await;
        let complaint = finished.expect_complaint(1);
        assert!(complaint.contains("cannot write to standard output"), "{complaint}");
    }
}
