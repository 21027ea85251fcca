//! Why an input value was rejected. Each message completes the sentence "`title` …".

use thiserror::Error;

/// The rule that an input value violates.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Invalid {
    /// Empty, or only whitespace.
    #[error("must not be blank")]
    Blank,
    /// Fewer characters than this minimum.
    #[error("must be at least {0} characters long")]
    TooShort(usize),
    /// More characters than this maximum.
    #[error("must be at most {0} characters long")]
    TooLong(usize),
    /// More bytes in UTF-8 than this maximum.
    #[error("must be at most {0} bytes long in UTF-8, so that no password hash ever cuts it short")]
    TooManyBytes(usize),
    /// Contains a control character that the value must not have.
    #[error("must not contain control characters")]
    ControlCharacter,
    /// Contains a bidirectional formatting character, which makes text look different from what it is (UTR 36).
    #[error("must not contain characters that change the writing direction")]
    BidiOverride,
    /// Contains an invisible, private or unassigned character.
    #[error("must not contain characters that are invisible or mean nothing yet")]
    InvisibleCharacter,
    /// A username with an `@`.
    #[error("must not contain the character @, which is for e-mail addresses")]
    AtSign,
    /// A password that is on the list of common passwords.
    #[error("must not be one of the most common passwords, which are guessed first")]
    CommonPassword,
    /// A password that equals a name of the user.
    #[error("must not be the username or the e-mail address, which are guessed first")]
    MatchesAccountName,
    /// Not an e-mail address with a domain.
    #[error("must be an e-mail address such as ada@example.org")]
    NotAnEmail,
    /// Not a date in the form `YYYY-MM-DD`.
    #[error("must be a date such as 2026-12-31")]
    NotADate,
    /// A list with more items than this maximum.
    #[error("must have at most {0} items")]
    TooManyItems(usize),
    /// A list with two equal items.
    #[error("must not name an item twice")]
    DuplicateItem,
    /// Not one of these names.
    #[error("must be one of: {0}")]
    NotOneOf(&'static str),
    /// A number outside of this range, both ends included.
    #[error("must be between {min} and {max}")]
    OutOfRange {
        /// The smallest valid number.
        min: i64,
        /// The greatest valid number.
        max: i64,
    },
}
