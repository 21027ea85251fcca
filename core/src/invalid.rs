//! Why an input value was rejected. Each message completes the sentence "`title` …".

use thiserror::Error;

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Invalid {
    #[error("must not be blank")]
    Blank,
    #[error("must be at least {0} characters long")]
    TooShort(usize),
    #[error("must be at most {0} characters long")]
    TooLong(usize),
    #[error("must be at most {0} bytes long in UTF-8, so that no password hash ever cuts it short")]
    TooManyBytes(usize),
    #[error("must not contain control characters")]
    ControlCharacter,
    #[error("must not contain characters that change the writing direction")]
    BidiOverride,
    #[error("must not contain characters that are invisible or mean nothing yet")]
    UnseenCharacter,
    #[error("must not contain the character @, which is for e-mail addresses")]
    AtSign,
    #[error("must not be one of the most common passwords, which are guessed first")]
    CommonPassword,
    #[error("must not be the username or the e-mail address, which are guessed first")]
    OwnName,
    #[error("must be an e-mail address such as ada@example.org")]
    NotAnEmail,
    #[error("must be a date such as 2026-12-31")]
    NotADate,
    #[error("must have at most {0} items")]
    TooManyItems(usize),
    #[error("must not name an item twice")]
    DuplicateItem,
    #[error("must be one of: {0}")]
    NotOneOf(&'static str),
    #[error("must be between {min} and {max}")]
    OutOfRange { min: i64, max: i64 },
}
