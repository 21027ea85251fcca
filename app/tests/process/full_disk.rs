//! A full disk is a failure (exit code 1), not a configuration error: systemd does not restart a server that exits with
//! code 2. A file-size limit simulates the full disk.

use crate::support::{ProcessOutput, Sandbox};

/// Runs a command that can't write files larger than `kibibytes`.
async fn run_limited(sandbox: &Sandbox, kibibytes: u32, arguments: &str) -> ProcessOutput {
    let blocks = kibibytes * 2;
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" {arguments}");
    Sandbox::run_by(&mut sandbox.command_by_shell(&script)).await
}

#[tokio::test]
async fn start_on_a_full_disk_is_a_failure_and_succeeds_later() {
    let sandbox = Sandbox::on_sqlite();
    for _ in 0..2 {
        let failed = run_limited(&sandbox, 0, "serve").await;
        failed.expect_error(1);
        sandbox.start_ready().await.stop().await.expect(0);
    }
}

#[tokio::test]
async fn restore_on_a_full_disk_names_the_file_and_changes_nothing() {
    let sandbox = Sandbox::on_sqlite();
    sandbox.run(&["seed", "--users", "1", "--tasks", "2000"]).await.expect(0);
    sandbox.run(&["backup", "copy.db"]).await.expect(0);
    let (files, database) = (sandbox.files(), std::fs::read(sandbox.path("tasklane.db")).unwrap());
    let failed = run_limited(&sandbox, 200, "restore copy.db").await;
    let error = failed.expect_error(1);
    assert!(error.contains("tasklane.db.restoring can't be written"), "{error}");
    assert_eq!(sandbox.files(), files);
    assert!(
        std::fs::read(sandbox.path("tasklane.db")).unwrap() == database,
        "the database must be unchanged"
    );
}
