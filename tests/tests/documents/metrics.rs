//! docs/METRICS.md, the dashboard and the alerts, against the metrics of the code.

use std::collections::BTreeSet;

use crate::tree::{code_spans, read, rows, section, shipped_code};

const FILES: [&str; 2] = ["ops/grafana/tasklane.json", "ops/prometheus/alerts.yml"];
/// What a histogram shows.
const PARTS: [&str; 3] = ["_bucket", "_count", "_sum"];

/// Each word that is the name of a metric by its beginning.
fn names(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.filter(|word| word.starts_with("tasklane_") || word.starts_with("process_"))
}

/// Adapters tell them by their names, which are the only texts of this kind there.
fn of_the_program() -> BTreeSet<String> {
    let code = "adapters-auth adapters-http adapters-postgres adapters-redis adapters-sqlite app runtime"
        .split(' ')
        .map(|folder| shipped_code(&format!("{folder}/src")))
        .collect::<Vec<_>>();
    let texts = code.iter().flat_map(|code| code.split('"'));
    texts
        .filter(|text| names(text).next() == Some(*text) && !text.ends_with('_'))
        .map(str::to_owned)
        .collect()
}

fn documented() -> BTreeSet<String> {
    let document = read("docs/METRICS.md");
    let rows = rows(&section(&document, "## Metrics"));
    rows.iter().flat_map(|row| code_spans(row[0])).map(str::to_owned).collect()
}

#[test]
fn the_metrics_of_the_document_are_those_of_the_program() {
    let known = of_the_program();
    assert!(known.len() > 20, "the metrics are not read as such: {known:?}");
    assert_eq!(documented(), known);
}

#[test]
fn the_dashboard_and_the_alerts_ask_for_metrics_that_there_are() {
    let known = documented();
    for file in FILES {
        let text = read(file);
        let asked: BTreeSet<_> = names(&text).collect();
        assert!(asked.len() > 10, "{file} is not read as such: {asked:?}");
        let is_known = |name: &&str| {
            let bare = PARTS.iter().find_map(|part| name.strip_suffix(part)).unwrap_or(name);
            known.contains(*name) || known.contains(bare)
        };
        let unknown: Vec<_> = asked.into_iter().filter(|name| !is_known(name)).collect();
        assert!(unknown.is_empty(), "{file}: {unknown:?}");
    }
}

#[test]
fn the_dashboard_shows_each_metric() {
    let dashboard = read("ops/grafana/tasklane.json");
    let shown: BTreeSet<_> = names(&dashboard).collect();
    let is_shown = |name: &String| shown.iter().any(|asked| asked.starts_with(name.as_str()));
    let missing: Vec<_> = documented().into_iter().filter(|name| !is_shown(name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn each_alert_has_a_summary_and_names_its_paragraph_of_the_runbook() {
    let alerts = read("ops/prometheus/alerts.yml");
    let runbooks = read("docs/OPERATIONS.md");
    let alerts: Vec<_> = alerts.split("- alert: ").skip(1).collect();
    assert!(alerts.len() > 10);
    for alert in alerts {
        let name = alert.lines().next().unwrap();
        let (_, runbook) = alert.split_once("runbook: ").unwrap_or_else(|| panic!("{name}"));
        let runbook = runbook.lines().next().unwrap();
        assert_eq!(runbook, format!("docs/OPERATIONS.md#{}", name.to_lowercase()), "{name}");
        assert!(alert.contains("summary: "), "{name}");
        assert!(runbooks.lines().any(|line| line == format!("### {name}")), "no paragraph ### {name}");
    }
}
