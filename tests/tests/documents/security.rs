//! The security pages: the files that they name exist, and the numbers in the ASVS tables add up.

use crate::tree::{code_spans, read, root, rows, section};

const ASVS: &str = "docs/ASVS.md";
const PAGES: [&str; 4] = ["docs/SECURITY.md", "docs/SECURITY-DETAILS.md", "docs/KEYS.md", ASVS];
const FOLDERS: [&str; 10] = [
    "adapters-",
    "app/",
    "core/",
    "docs/",
    "migrations/",
    "openapi.json",
    "runtime/",
    "scripts/",
    "tests/",
    "web/",
];
/// The number of ASVS requirements at each level.
const LEVELS: [(&str, usize); 3] = [("## Level 1", 70), ("## Level 2", 183), ("## Level 3", 92)];

#[test]
fn files_named_by_the_pages_exist() {
    let mut count = 0;
    for page in PAGES {
        let text = read(page);
        for name in code_spans(&text) {
            let path = name.split(' ').next().unwrap();
            if FOLDERS.iter().any(|folder| path.starts_with(folder)) && !path.contains('*') {
                count += 1;
                assert!(root().join(path).exists(), "{page}: {name}");
            }
        }
    }
    assert!(count >= 5, "at least 5 files must be recognized, not {count}");
}

#[test]
fn numbers_of_the_asvs_tables_add_up() {
    let document = read(ASVS);
    for (level, requirements) in LEVELS {
        let section = section(&document, level);
        let rows = rows(&section);
        let counts = |row: &[&str]| -> [usize; 5] {
            let counts: Vec<_> = row[1..].iter().map(|cell| cell.parse().unwrap()).collect();
            let [all, met, operator, deviating, inapplicable] = counts[..] else {
                panic!("{level}: {row:?}")
            };
            assert_eq!(all, met + operator + deviating + inapplicable, "{level}: {row:?}");
            [all, met, operator, deviating, inapplicable]
        };
        let (total, chapters) = rows.split_last().unwrap();
        let total = counts(total);
        let sum = |column: usize| chapters.iter().map(|row| counts(row)[column]).sum();
        assert_eq!(total, [0, 1, 2, 3, 4].map(sum), "{level}");
        assert_eq!(total[0], requirements, "{level}");
        let named = section.iter().filter(|line| line.starts_with("* v5.0.0-")).count();
        assert_eq!(named, total[3], "{level}: the table must count all listed deviations");
    }
}
