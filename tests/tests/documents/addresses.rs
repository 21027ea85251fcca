//! Addresses in the documentation that readers open in a browser.

use crate::tree::read;

/// To a browser, `localhost` and `127.0.0.1` are different sites that do not share cookies.
#[test]
fn addresses_for_browsers_name_localhost() {
    let mut links = 0;
    for file in ["README.md", "docs/OPERATIONS.md", "docs/API-DESIGN.md", "docs/MIGRATING.md", "Makefile"] {
        let text = read(file);
        let is_link =
            |line: &&str| line.contains("<http://") || (file == "Makefile" && line.contains("http://"));
        for line in text.lines().filter(is_link) {
            assert!(!line.contains("http://127.0.0.1") || line.contains("TASKLANE_URL"), "{file}: {line}");
            links += usize::from(line.contains("http://localhost"));
        }
    }
    assert!(links >= 5, "at least 5 addresses must be found, not {links}");
}
