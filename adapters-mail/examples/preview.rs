//! Writes each mail in each language into `target/mails`: the message, its text part and its HTML part.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use mail_parser::MessageParser;
use tasklane_core::clock::SystemClock;
use tasklane_core::mail_sender::Mailer;
use tasklane_core::user::{Email, Language};
use tasklane_mail::testing::sample_mails;
use tasklane_mail::{MailConfig, MailUrl, Sender, TemplateMailer};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/mails");
    if target.exists() {
        fs::remove_dir_all(&target)?;
    }
    for language in Language::ALL {
        for mail in sample_mails(language) {
            let folder = target.join(language.tag()).join(mail.content.kind());
            mailer(&folder)?.send(&mail).await?;
            write_parts(&folder)?;
        }
    }
    let folder = target.join("en/test");
    mailer(&folder)?.send_test(&Email::parse("ada@example.org")?).await?;
    write_parts(&folder)?;
    println!("{}", target.display());
    Ok(())
}

fn mailer(folder: &Path) -> Result<TemplateMailer, Box<dyn Error>> {
    let config = MailConfig {
        url: MailUrl::parse(&format!("file:{}", folder.display()).into())?,
        from: Sender::parse("Tasklane <tasks@example.org>")?,
        public_url: "https://tasks.example.org".to_owned(),
        ca: None,
    };
    Ok(TemplateMailer::new(config, Arc::new(SystemClock))?)
}

/// Writes the parts of the only message in the folder into files.
fn write_parts(folder: &Path) -> Result<(), Box<dyn Error>> {
    let file = fs::read_dir(folder)?.next().ok_or("no message")??;
    let bytes = fs::read(file.path())?;
    let message = MessageParser::default().parse(&bytes).ok_or("not a message")?;
    let (text, html) = message.body_text(0).zip(message.body_html(0)).ok_or("a part is missing")?;
    fs::write(folder.with_extension("txt"), format!("{}\n\n{text}", message.subject().unwrap_or_default()))?;
    fs::write(folder.with_extension("html"), html.as_bytes())?;
    Ok(())
}
