//! Mails in files.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use mail_parser::MessageParser;
use tasklane_core::mail_sender::{Mailer, SendError};
use tasklane_core::user::Language;
use tasklane_mail::testing::sample_mails;

use crate::support::{config, email, mailer, reset_mail};

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn each_mail_is_a_file_that_only_its_owner_can_read() {
    let directory = tempfile::tempdir().unwrap();
    let folder = directory.path().join("new/mails");
    let mailer = mailer(config(&format!("file:{}", folder.display())));
    for mail in sample_mails(Language::Spanish) {
        mailer.send(&mail).await.unwrap();
        let name = format!("2026-01-01T00-00-01.234567Z-{}.eml", mail.id);
        assert!(files(&folder).contains(&name));
        let path = folder.join(&name);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let bytes = fs::read(&path).unwrap();
        let parsed = MessageParser::default().parse(&bytes).unwrap();
        assert_eq!(parsed.to().unwrap().first().unwrap().address(), Some(mail.to.as_str()));
        assert!(parsed.body_text(0).unwrap().contains("Tasklane"));
    }
    assert_eq!(files(&folder).len(), sample_mails(Language::Spanish).len());
}

#[tokio::test]
async fn test_mail_returns_the_path() {
    let directory = tempfile::tempdir().unwrap();
    let mailer = mailer(config(&format!("file:{}", directory.path().display())));
    let path = mailer.send_test(&email("ada@example.org")).await.unwrap();
    assert_eq!(files(directory.path()), [Path::new(&path).file_name().unwrap().to_str().unwrap()]);
}

#[tokio::test]
async fn unwritable_folder_is_temporary() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let error =
        mailer(config(&format!("file:{}", file.path().display()))).send(&reset_mail()).await.unwrap_err();
    let SendError::Temporary(text) = &error else { panic!("{error:?}") };
    assert!(text.starts_with("cannot write "), "{text}");
}

#[tokio::test]
async fn check_creates_no_folder_and_reports_a_file() {
    let directory = tempfile::tempdir().unwrap();
    let folder = directory.path().join("mails");
    let mailer = mailer(config(&format!("file:{}", folder.display())));
    assert_eq!(mailer.check().await, Ok(()));
    assert!(!folder.exists());
    fs::write(&folder, "").unwrap();
    let error = mailer.check().await.unwrap_err();
    assert_eq!(error.to_string(), format!("{} is not a folder", folder.display()));
}
