//! A strict parser of the Prometheus text format, version 0.0.4.

use std::collections::{BTreeMap, BTreeSet};

/// The metric families by name.
#[derive(Debug)]
pub struct PrometheusText(BTreeMap<String, Family>);

#[derive(Debug, Default)]
pub struct Family {
    pub kind: String,
    pub has_help: bool,
    /// The names of the labels, except `le`, the label of buckets.
    pub labels: BTreeSet<String>,
    /// Samples with their name, their sorted labels, and their value.
    pub samples: Vec<(String, Labels, f64)>,
}

pub type Labels = BTreeMap<String, String>;

impl PrometheusText {
    pub fn parse(text: &str) -> Self {
        assert!(text.ends_with('\n'), "the last line must end with a line feed");
        let mut families: BTreeMap<String, Family> = BTreeMap::new();
        for line in text.lines().filter(|line| !line.is_empty()) {
            if let Some(help) = line.strip_prefix("# HELP ") {
                let (name, text) = help.split_once(' ').unwrap_or_else(|| panic!("{line}"));
                assert!(!text.is_empty(), "{line}");
                families.entry(name.to_owned()).or_default().has_help = true;
            } else if let Some(kind) = line.strip_prefix("# TYPE ") {
                let (name, kind) = kind.split_once(' ').unwrap_or_else(|| panic!("{line}"));
                let family = families.entry(name.to_owned()).or_default();
                assert!(family.kind.is_empty(), "a family must have only one TYPE line: {line}");
                kind.clone_into(&mut family.kind);
            } else {
                add(&mut families, line);
            }
        }
        Self(families)
    }

    pub fn families(&self) -> impl Iterator<Item = (&str, &Family)> {
        self.0.iter().map(|(name, family)| (name.as_str(), family))
    }

    /// Returns the sum of the samples with this name and at least these labels.
    pub fn value(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        let samples = self.0.values().flat_map(|family| &family.samples);
        let has =
            |own: &Labels| labels.iter().all(|(name, value)| own.get(*name).is_some_and(|v| v == value));
        samples.filter(|(own, all, _)| own == name && has(all)).map(|(_, _, value)| value).sum()
    }

    /// Returns the result of [`value`](Self::value) as an integer.
    pub fn count(&self, name: &str, labels: &[(&str, &str)]) -> u64 {
        self.value(name, labels).to_string().parse().unwrap_or_else(|_| panic!("{name} must be an integer"))
    }
}

fn add(families: &mut BTreeMap<String, Family>, line: &str) {
    let (series, value) = line.rsplit_once(' ').unwrap_or_else(|| panic!("{line}"));
    let (name, labels) = series.split_once('{').map_or((series, ""), |(name, rest)| {
        (name, rest.strip_suffix('}').unwrap_or_else(|| panic!("{line}")))
    });
    let labels = read_labels(labels);
    let value: f64 = value.parse().unwrap_or_else(|_| panic!("{line}"));
    let bare = ["_bucket", "_count", "_sum"].iter().find_map(|suffix| name.strip_suffix(suffix));
    let is_histogram = |name: &&str| families.get(*name).is_some_and(|family| family.kind == "histogram");
    let family = bare.filter(is_histogram).unwrap_or(name).to_owned();
    let family = families.get_mut(&family).unwrap_or_else(|| panic!("a TYPE line must precede {line}"));
    family.labels.extend(labels.keys().filter(|label| *label != "le").cloned());
    family.samples.push((name.to_owned(), labels, value));
}

fn read_labels(text: &str) -> Labels {
    let mut labels = Labels::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (name, after) = rest.split_once("=\"").unwrap_or_else(|| panic!("{text}"));
        let (value, after) = after.split_once('"').unwrap_or_else(|| panic!("{text}"));
        assert!(!value.contains('\\'), "a label value must not need escaping: {text}");
        assert!(labels.insert(name.to_owned(), value.to_owned()).is_none(), "labels must be unique: {text}");
        rest = after.strip_prefix(',').unwrap_or(after);
    }
    labels
}
