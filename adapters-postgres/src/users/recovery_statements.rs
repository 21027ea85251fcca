//! The statements that change a user with a link. Each runs after `LOCK_RECIPIENT`, in the same transaction.

/// Locks the row of the user before the link is used, in the lock order of `users/statements.rs`.
pub(crate) const LOCK_RECIPIENT: &str = "
SELECT email_canonical, username_canonical, pending_email FROM users WHERE id = $1 AND is_active FOR UPDATE";

pub(crate) const RESET_PASSWORD: &str = "
UPDATE users
SET hashed_password = $2, email_verified = true, verification_due_at = NULL, pending_email = NULL, updated_at = $3
WHERE id = $1";

pub(crate) const VERIFY_EMAIL: &str = "
UPDATE users SET email_verified = true, verification_due_at = NULL, updated_at = $2 WHERE id = $1";

pub(crate) const REPLACE_EMAIL: &str = "
UPDATE users
SET email = $2, email_canonical = $3, email_verified = true, verification_due_at = NULL, pending_email = NULL,
    hashed_password = coalesce($4, hashed_password), updated_at = $5
WHERE id = $1";

/// Changes no row if the verification period has already begun.
pub(crate) const START_VERIFICATION_PERIOD: &str =
    "UPDATE users SET verification_due_at = $2 WHERE id = $1 AND verification_due_at = $3";

pub(crate) const WAIVE_VERIFICATION: &str = "UPDATE users SET verification_due_at = NULL WHERE id = $1";
