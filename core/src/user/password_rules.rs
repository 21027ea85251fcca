//! Rules for new passwords beyond their length: passwords that attackers guess first are rejected.

use std::sync::Arc;

use crate::invalid::Invalid;
use crate::user::{Email, NewPassword, Username};

/// A list of common passwords.
pub trait CommonPasswords: Send + Sync {
    /// Returns whether the list contains this password, given in lower case.
    fn contains(&self, lower_case: &str) -> bool;
}

/// The rules for new passwords. Without a list of common passwords, every password is accepted.
#[derive(Clone, Default)]
pub struct PasswordRules {
    common: Option<Arc<dyn CommonPasswords>>,
}

impl PasswordRules {
    /// Returns rules that reject the passwords of this list, and the names of the user.
    pub fn rejecting(common: Arc<dyn CommonPasswords>) -> Self {
        Self { common: Some(common) }
    }

    /// Checks a password, ignoring case, because capital letters hardly make a common password harder to guess (NIST SP
    /// 800-63B §3.1.1.2).
    ///
    /// `usernames` are the current or possible usernames of the account.
    pub fn check(
        &self,
        password: &NewPassword,
        email: &Email,
        usernames: &[Username],
    ) -> Result<(), Invalid> {
        let Some(common) = &self.common else { return Ok(()) };
        let lower_case = password.expose().to_lowercase();
        let own = [email.as_str(), email.local_part()];
        if own
            .into_iter()
            .chain(usernames.iter().map(Username::as_str))
            .any(|name| name.to_lowercase() == lower_case)
        {
            return Err(Invalid::MatchesAccountName);
        }
        if common.contains(&lower_case) { Err(Invalid::CommonPassword) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Password1;

    impl CommonPasswords for Password1 {
        fn contains(&self, lower_case: &str) -> bool {
            lower_case == "password1"
        }
    }

    fn check(rules: &PasswordRules, password: &str) -> Result<(), Invalid> {
        let email = Email::parse("Ada.Lovelace@example.org").unwrap();
        let username = Username::parse("Countess").unwrap();
        rules.check(&NewPassword::parse(password).unwrap(), &email, &[username])
    }

    // assures: R204
    #[test]
    fn common_password_or_own_name_is_rejected() {
        let rules = PasswordRules::rejecting(Arc::new(Password1));
        for own in ["countess", "COUNTESS", "ada.lovelace", "ada.lovelace@Example.org"] {
            assert_eq!(check(&rules, own), Err(Invalid::MatchesAccountName), "{own}");
        }
        assert_eq!(check(&rules, "Password1"), Err(Invalid::CommonPassword));
        assert_eq!(check(&rules, "password12"), Ok(()));
        assert_eq!(check(&PasswordRules::default(), "password1"), Ok(()));
    }
}
