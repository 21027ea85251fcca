//! docs/METRICS.md, the dashboard and the alerts match the metrics in the code.

use std::collections::BTreeSet;

use crate::tree::{code_spans, production_code, read, rows, section};

const FILES: [&str; 2] = ["ops/grafana/tasklane.json", "ops/prometheus/alerts.yml"];
/// The suffixes of a histogram's series.
const PARTS: [&str; 3] = ["_bucket", "_count", "_sum"];

/// The words with the prefix of a metric name.
fn names(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.filter(|word| word.starts_with("tasklane_") || word.starts_with("process_"))
}

/// Returns the metric names in the code: string literals that consist of one name with the prefix of a metric.
fn defined_metrics() -> BTreeSet<String> {
    let code = "adapters-auth adapters-http adapters-postgres adapters-redis adapters-sqlite app runtime"
        .split(' ')
        .map(|folder| production_code(&format!("{folder}/src")))
        .collect::<Vec<_>>();
    let texts = code.iter().flat_map(|code| code.split('"'));
    texts
        .filter(|text| names(text).next() == Some(*text) && !text.ends_with('_'))
        .map(str::to_owned)
        .collect()
}

fn documented_metrics() -> BTreeSet<String> {
    let document = read("docs/METRICS.md");
    let rows = rows(&section(&document, "## Metrics"));
    rows.iter().flat_map(|row| code_spans(row[0])).map(str::to_owned).collect()
}

#[test]
fn page_lists_exactly_the_metrics_of_the_program() {
    let known = defined_metrics();
    assert!(known.len() > 20, "more than 20 metrics must be found in the code: {known:?}");
    assert_eq!(documented_metrics(), known);
}

#[test]
fn dashboard_and_alerts_query_only_existing_metrics() {
    let known = documented_metrics();
    for file in FILES {
        let text = read(file);
        let asked: BTreeSet<_> = names(&text).collect();
        assert!(asked.len() > 10, "more than 10 metrics must be found in {file}: {asked:?}");
        let is_known = |name: &&str| {
            let bare = PARTS.iter().find_map(|part| name.strip_suffix(part)).unwrap_or(name);
            known.contains(*name) || known.contains(bare)
        };
        let unknown: Vec<_> = asked.into_iter().filter(|name| !is_known(name)).collect();
        assert!(unknown.is_empty(), "{file}: {unknown:?}");
    }
}

#[test]
fn dashboard_shows_each_metric() {
    let dashboard = read("ops/grafana/tasklane.json");
    let shown: BTreeSet<_> = names(&dashboard).collect();
    let is_shown = |name: &String| shown.iter().any(|asked| asked.starts_with(name.as_str()));
    let missing: Vec<_> = documented_metrics().into_iter().filter(|name| !is_shown(name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn each_alert_has_a_summary_and_a_runbook_section() {
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
        assert!(
            runbooks.lines().any(|line| line == format!("### {name}")),
            "there must be a section ### {name}"
        );
    }
}
