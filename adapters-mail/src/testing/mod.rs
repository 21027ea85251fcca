//! A real SMTP server for one test, and examples of mails.

mod samples;
mod server_process;
mod smtp_server;

pub use samples::sample_mails;
pub use smtp_server::{ReceivedMail, ServerEncryption, SmtpOptions, TestSmtp};
