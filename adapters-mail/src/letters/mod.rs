//! The contents of mails in the language of the user, rendered as text and HTML. Independent of mail headers.

mod client_name;
mod harmless_text;
mod letter;
mod local_time;
mod render;
mod write;

pub(crate) use harmless_text::harmless_name;
pub(crate) use letter::Letter;
pub(crate) use write::LetterWriter;
