//! The contents of a mail, before they are rendered.

use tasklane_core::user::Language;

/// The contents of a mail, without markup. All parts except the subject may contain text of the user.
#[derive(Debug)]
pub(crate) struct Letter {
    pub(crate) language: Language,
    pub(crate) subject: &'static str,
    pub(crate) salutation: String,
    /// The paragraphs above the button. The last paragraph introduces the button.
    pub(crate) intro: Vec<String>,
    /// Facts, as names and values, below the first paragraph.
    pub(crate) facts: Vec<(&'static str, String)>,
    pub(crate) button: Option<Button>,
    /// The paragraphs below the button.
    pub(crate) outro: Vec<String>,
    pub(crate) footer: String,
}

/// A link that looks like a button.
pub(crate) struct Button {
    pub(crate) label: &'static str,
    /// The text above the plain link.
    pub(crate) fallback: &'static str,
    pub(crate) url: String,
}

/// The URL may contain the secret of a link.
impl std::fmt::Debug for Button {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Button").field("label", &self.label).finish_non_exhaustive()
    }
}
