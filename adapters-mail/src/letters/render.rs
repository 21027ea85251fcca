//! Renders letters as text and as HTML. The templates are compiled, and the HTML template escapes all values.

use askama::Template;

use crate::letters::letter::Letter;

/// The two parts of a mail.
#[derive(Debug)]
pub(crate) struct Rendered {
    pub(crate) text: String,
    pub(crate) html: String,
}

#[derive(Template)]
#[template(path = "letter.txt")]
struct TextPart<'a> {
    letter: &'a Letter,
}

#[derive(Template)]
#[template(path = "letter.html")]
struct HtmlPart<'a> {
    letter: &'a Letter,
}

impl Letter {
    /// Renders both parts.
    pub(crate) fn render(&self) -> Result<Rendered, askama::Error> {
        Ok(Rendered { text: TextPart { letter: self }.render()?, html: HtmlPart { letter: self }.render()? })
    }
}
