//! Why an input value was rejected. Each message completes the sentence "`title` …".

use thiserror::Error;

/// The rule that an input value violates.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Invalid {
    /// The value is empty or only whitespace.
    #[error("must not be blank")]
    Blank,
    /// The value has fewer characters than this minimum.
    #[error("must be at least {0} characters long")]
    TooShort(usize),
    /// The value has more characters than this maximum.
    #[error("must be at most {0} characters long")]
    TooLong(usize),
    /// The password has more bytes in UTF-8 than this maximum.
    #[error("must be at most {0} bytes long in UTF-8, the limit of the password hash")]
    TooManyBytes(usize),
    /// The value contains a control character that is not allowed.
    #[error("must not contain control characters")]
    ControlCharacter,
    /// The value contains a bidirectional formatting character, which can hide the real order of the characters
    /// (UTR 36).
    #[error("must not contain characters that change the writing direction")]
    BidiOverride,
    /// The value contains an invisible, private or unassigned character.
    #[error("must not contain characters that are invisible or unassigned")]
    InvisibleCharacter,
    /// The username contains an `@`.
    #[error("must not contain the character @, which is for e-mail addresses")]
    AtSign,
    /// The password is on the list of common passwords.
    #[error("must not be one of the most common passwords, which attackers guess first")]
    CommonPassword,
    /// The password equals a name of the user.
    #[error("must not be the username or the e-mail address, which attackers guess first")]
    MatchesAccountName,
    /// The value is not an e-mail address with a domain.
    #[error("must be an e-mail address such as ada@example.org")]
    NotAnEmail,
    /// The value is not a date in the form `YYYY-MM-DD`.
    #[error("must be a date such as 2026-12-31")]
    NotADate,
    /// The value is not the name of a time zone.
    #[error("must be the name of a time zone such as Europe/Berlin")]
    NotATimeZone,
    /// The list has more items than this maximum.
    #[error("must have at most {0} items")]
    TooManyItems(usize),
    /// The list has two equal items.
    #[error("must not contain an item twice")]
    DuplicateItem,
    /// The value is not one of these names.
    #[error("must be one of: {0}")]
    NotOneOf(&'static str),
    /// The number is not in this range, which includes both ends.
    #[error("must be between {min} and {max}")]
    OutOfRange {
        /// The smallest valid number.
        min: i64,
        /// The greatest valid number.
        max: i64,
    },
}
