//! Replies of mail servers.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use lettre::Address;
use lettre::transport::smtp::response::Code;

/// The maximum length of a reply in an error, in characters.
const MAX_LENGTH: usize = 300;

/// A reply of a mail server (RFC 5321 §4.2).
pub(super) struct Reply<'a> {
    code: u16,
    text: &'a str,
}

impl<'a> Reply<'a> {
    pub(super) fn new(code: Code, text: &'a str) -> Self {
        // A code always has three digits.
        Self { code: code.to_string().parse().unwrap_or_default(), text }
    }

    /// Formats the reply without secrets.
    pub(super) fn format(&self, secrets: &Secrets<'_>) -> String {
        secrets.clean(&format!("{} {}", self.code, self.text)).trim_end().to_owned()
    }

    /// Returns whether the reply rejects this SMTP client (its login, its sender or its IP address), and not this mail.
    ///
    /// Class 5.7 of the enhanced status codes (RFC 3463, RFC 7372) is about permissions and policies.
    pub(super) fn rejects_client(&self) -> bool {
        let is_about_the_session = matches!(self.code, 502..=504 | 530 | 534 | 535 | 538);
        let is_about_the_sender = match self.enhanced_code() {
            Some((7, _) | (1, 7 | 8)) => true,
            Some(_) | None => false,
        };
        is_about_the_session || is_about_the_sender
    }

    /// Returns the subject and detail of an enhanced status code such as 5.1.1.
    fn enhanced_code(&self) -> Option<(u16, u16)> {
        let mut numbers = self.text.split_whitespace().next()?.splitn(3, '.');
        numbers.next().filter(|class| *class == "5")?;
        Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
    }
}

/// Texts that must not appear in errors, because a mail server may quote the text that it rejects.
pub(crate) struct Secrets<'a> {
    texts: Vec<std::borrow::Cow<'a, str>>,
    /// The address of the recipient with the domain in ASCII and in Unicode (IDNA), in lower case.
    recipient: Vec<String>,
}

impl<'a> Secrets<'a> {
    pub(super) fn new(
        login: Option<(&str, &'a str)>,
        link: Option<&'a str>,
        recipient: Option<&Address>,
    ) -> Self {
        let mut texts = Vec::new();
        if let Some((user, password)) = login {
            let encoded = [password.to_owned(), format!("\0{user}\0{password}")];
            texts.extend(encoded.map(|text| BASE64_STANDARD.encode(text).into()));
            texts.push(password.into());
        }
        // A mail server that quotes the message may break the link into several lines.
        texts.extend(link.and_then(|link| link.get(..LINK_PREFIX)).map(Into::into));
        Self { texts, recipient: recipient.map(forms_of).unwrap_or_default() }
    }

    /// Returns the text without control characters, with at most 300 characters, and only up to the first secret. The
    /// address of the recipient is replaced, and the text after it stays, because it usually contains the reason.
    pub(super) fn clean(&self, text: &str) -> String {
        let found =
            self.texts.iter().filter(|secret| !secret.is_empty()).filter_map(|secret| text.find(&**secret));
        let visible = match found.min() {
            Some(start) => format!("{}…", text.get(..start).unwrap_or_default()),
            None => text.to_owned(),
        };
        let visible = self
            .recipient
            .iter()
            .fold(visible, |text, address| replace_ignoring_case(&text, address, RECIPIENT));
        let line: String = visible.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        match line.char_indices().nth(MAX_LENGTH) {
            Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
            None => line,
        }
    }
}

/// The length of `tll_`, the beginning of every link. This part is not secret.
const LINK_PREFIX: usize = 4;

/// The text that replaces the address of the recipient.
const RECIPIENT: &str = "[recipient]";

/// Returns the forms in which a mail server may quote an address, in lower case.
fn forms_of(address: &Address) -> Vec<String> {
    let (unicode_domain, _errors) = idna::domain_to_unicode(address.domain());
    let forms = [address.to_string(), format!("{}@{unicode_domain}", address.user())];
    forms.map(|form| form.to_ascii_lowercase()).into()
}

/// Replaces each occurrence of a text that is in lower case. Ignores the case of ASCII letters.
fn replace_ignoring_case(text: &str, lowercase: &str, replacement: &str) -> String {
    // The conversion changes no length, so the positions are the same in both texts.
    let searched = text.to_ascii_lowercase();
    let mut result = String::with_capacity(text.len());
    let mut end = 0;
    for (start, found) in searched.match_indices(lowercase) {
        result.push_str(text.get(end..start).unwrap_or_default());
        result.push_str(replacement);
        end = start + found.len();
    }
    result.push_str(text.get(end..).unwrap_or_default());
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_and_the_text_after_them_are_removed() {
        let secrets = Secrets::new(Some(("ada", "hunter2")), Some("tll_0123456789"), None);
        for (text, clean) in [
            (
                "550 spam: https://tasks.example/reset#token=tll_0123=\r\n456789",
                "550 spam: https://tasks.example/reset#token=…",
            ),
            ("535 hunter2 is wrong", "535 …"),
            ("535 AGFkYQBodW50ZXIy is wrong", "535 …"),
            ("535 aHVudGVyMg== is wrong", "535 …"),
            ("550 no such user", "550 no such user"),
        ] {
            assert_eq!(secrets.clean(text), clean);
        }
    }

    fn recipient(user: &str, domain: &str) -> Secrets<'static> {
        Secrets::new(None, None, Some(&Address::new(user, domain).unwrap()))
    }

    #[test]
    fn address_of_the_recipient_is_replaced_and_the_reason_stays() {
        let secrets = recipient("Ada", "Example.org");
        for (text, clean) in [
            (
                "550 5.1.1 <ada@example.org>: Recipient address rejected: User unknown",
                "550 5.1.1 <[recipient]>: Recipient address rejected: User unknown",
            ),
            ("550 ADA@EXAMPLE.ORG ada@example.org… no", "550 [recipient] [recipient]… no"),
            ("550 ada is unknown at example.org", "550 ada is unknown at example.org"),
            ("550 <tasks@example.org>: Sender rejected", "550 <tasks@example.org>: Sender rejected"),
        ] {
            assert_eq!(secrets.clean(text), clean);
        }
    }

    #[test]
    fn address_of_the_recipient_is_replaced_with_its_domain_in_ascii_and_in_unicode() {
        let secrets = recipient("ädä", "xn--bcher-kva.example");
        for quoted in ["ädä@xn--bcher-kva.example", "ädä@bücher.example", "ädä@XN--BCHER-KVA.Example"]
        {
            assert_eq!(secrets.clean(&format!("550 <{quoted}>: ünknown")), "550 <[recipient]>: ünknown");
        }
    }

    #[test]
    fn address_of_the_recipient_is_replaced_before_the_text_is_shortened() {
        let secrets = recipient("ada", "example.org");
        let text = secrets.clean(&format!("{}ada@example.org", "x".repeat(MAX_LENGTH - 5)));
        assert_eq!(text, format!("{}[reci…", "x".repeat(MAX_LENGTH - 5)));
    }

    #[test]
    fn text_is_one_line_of_limited_length() {
        let secrets = Secrets::new(None, None, None);
        assert_eq!(secrets.clean("a\r\nb\u{1b}[1m"), "a  b [1m");
        assert_eq!(secrets.clean(&"ä".repeat(5000)), format!("{}…", "ä".repeat(300)));
    }

    #[test]
    fn empty_password_removes_no_text() {
        assert_eq!(Secrets::new(Some(("ada", "")), None, None).clean("550 no"), "550 no");
    }
}
