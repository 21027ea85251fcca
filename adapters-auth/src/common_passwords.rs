//! The bundled list of common passwords.

use tasklane_core::user::CommonPasswords;

/// One password per line, in byte order. `data/README.md` names the source.
const LIST: &str = include_str!("../data/common-passwords.txt");

/// The 11 611 most common passwords with at least 8 characters, in lower case. They are compiled into the program.
pub struct BundledPasswords {
    sorted: Vec<&'static str>,
}

impl Default for BundledPasswords {
    fn default() -> Self {
        Self { sorted: LIST.lines().collect() }
    }
}

impl CommonPasswords for BundledPasswords {
    fn contains(&self, lower_case: &str) -> bool {
        self.sorted.binary_search(&lower_case).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // assures: R204
    #[test]
    fn bundled_password_list_is_sorted_and_in_lower_case() {
        let list = BundledPasswords::default();
        assert!(list.sorted.len() >= 10_000);
        assert!(list.sorted.is_sorted());
        assert!(
            list.sorted.iter().all(|password| password.len() >= 8 && *password == password.to_lowercase())
        );
        for common in ["password", "12345678", "iloveyou", "qwertyuiop"] {
            assert!(list.contains(common), "{common}");
        }
        assert!(!list.contains("correct horse") && !list.contains(""));
    }
}
