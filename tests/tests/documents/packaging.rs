//! The packaging files: pinned versions, minimal rights, no secrets, and only existing settings.

use std::collections::BTreeSet;

use saphyr::{LoadableYamlNode, Yaml};

use crate::configuration::documented_settings;
use crate::tree::read;

const COMPOSE: [&str; 2] = ["compose.yaml", "compose.scale.yaml"];
/// Files that the makefile and the commands in docs/OPERATIONS.md create in the repository's folder.
const GENERATED_FILES: [&str; 4] = ["compose.env", "replicas.env", "replica*.log", "haproxy.pid"];
/// The working directory of the image, owned by the server's user.
const DATA_FOLDER: &str = "/var/lib/tasklane";
/// The version of all crates of the workspace.
const VERSION: &str = env!("CARGO_PKG_VERSION");
/// The files of the systemd unit and of the Debian package that contain settings, each with the text before a setting.
const UNITS: [(&str, &str); 4] = [
    ("ops/systemd/tasklane.service", "Environment="),
    ("ops/systemd/tasklane-backup.service", "Environment="),
    ("ops/systemd/credentials.conf", "Environment="),
    ("ops/deb/tasklane.env", ""),
];

/// Whether the program reads this setting, directly or as the path of a file.
fn is_setting(name: &str, settings: &BTreeSet<String>) -> bool {
    settings.contains(name) || name.strip_suffix("_FILE").is_some_and(|name| settings.contains(name))
}

/// Whether the tag of an image begins with a digit, as in `debian:12-slim`, and its name has no registry host.
fn is_pinned(image: &str) -> bool {
    let Some((name, tag)) = image.split_once(':') else { return false };
    !name.contains(['/', '.']) && tag.starts_with(|c: char| c.is_ascii_digit())
}

/// Returns the instructions of the Dockerfile, each as its keyword and its arguments.
fn instructions() -> Vec<(String, String)> {
    let text = read("Dockerfile");
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with('#')).collect();
    let whole = lines.join("\n").replace("\\\n", " ");
    let pairs = whole.lines().filter_map(|line| line.split_once(' '));
    pairs.map(|(word, rest)| (word.to_owned(), rest.trim().to_owned())).collect()
}

fn all_of<'a>(instructions: &'a [(String, String)], word: &str) -> Vec<&'a str> {
    instructions.iter().filter(|(other, _)| other == word).map(|(_, rest)| rest.as_str()).collect()
}

#[test]
fn image_is_pinned_and_runs_without_root() {
    let all = instructions();
    let bases = all_of(&all, "FROM");
    assert_eq!(bases.len(), 3, "{bases:?}");
    for base in bases {
        assert!(is_pinned(base.split(' ').next().unwrap()), "{base}");
    }
    let last = all.iter().rposition(|(word, _)| word == "FROM").unwrap();
    let shipped = &all[last..];
    let users = all_of(shipped, "USER");
    assert!(users.last().is_some_and(|user| !user.starts_with('0') && *user != "root"), "{users:?}");
    for (word, part) in [
        ("HEALTHCHECK", "\"healthcheck\""),
        ("VOLUME", "/var/lib/tasklane"),
        ("EXPOSE", "8000"),
        ("STOPSIGNAL", "SIGTERM"),
        ("ENTRYPOINT", "[\"tasklane\"]"),
    ] {
        assert!(all_of(shipped, word).iter().any(|rest| rest.contains(part)), "{word} {part}");
    }
    let settings = documented_settings();
    let set = all_of(shipped, "ENV").join(" ");
    let names: Vec<&str> =
        set.split_whitespace().filter_map(|pair| pair.split_once('=')).map(|(name, _)| name).collect();
    assert!(names.len() >= 2 && names.iter().all(|name| is_setting(name, &settings)), "{names:?}");
}

/// The services of a compose file, with their names.
fn services<'a>(document: &'a Yaml<'a>) -> Vec<(&'a str, &'a Yaml<'a>)> {
    let services = document["services"].as_mapping().unwrap();
    services.iter().map(|(name, service)| (name.as_str().unwrap(), service)).collect()
}

/// Returns a member of a service, or of the mapping that `<<` merges into it.
fn of<'a>(service: &'a Yaml<'a>, part: &str) -> Option<&'a Yaml<'a>> {
    let merged = || service.as_mapping_get("<<")?.as_mapping_get(part);
    service.as_mapping_get(part).or_else(merged)
}

#[test]
fn compose_services_are_pinned_health_checked_and_use_existing_settings() {
    let settings = documented_settings();
    for file in COMPOSE {
        let text = read(file);
        let documents = Yaml::load_from_str(&text).unwrap();
        let mut ours = 0;
        for (name, service) in services(&documents[0]) {
            let image = of(service, "image").unwrap().as_str().unwrap();
            assert!(is_pinned(image), "{file}: {name}: {image}");
            assert!(of(service, "healthcheck").is_some(), "{file}: {name} must have a health check");
            assert!(of(service, "logging").is_some(), "{file}: the log of {name} must have a size limit");
            let Some(version) = image.strip_prefix("tasklane:") else { continue };
            ours += 1;
            assert_eq!(version, VERSION, "{file}: {name}");
            assert_eq!(of(service, "read_only").unwrap().as_bool(), Some(true), "{file}: {name}");
            assert_eq!(of(service, "cap_drop").unwrap()[0].as_str(), Some("ALL"), "{file}: {name}");
            // A tmpfs over the data folder belongs to root and has the folder's mode, 0700, so the server's user cannot
            // enter it. The working directory must not be a tmpfs, because the server reads `.env` there.
            let in_memory = of(service, "tmpfs").unwrap();
            let has_data_folder =
                in_memory.as_sequence().unwrap().iter().any(|path| path.as_str() == Some(DATA_FOLDER));
            let working_dir = of(service, "working_dir").and_then(Yaml::as_str);
            assert!(!has_data_folder || working_dir == Some("/"), "{file}: {name}");
            let environment = of(service, "environment").unwrap().as_mapping().unwrap();
            for (setting, _) in environment {
                let setting = setting.as_str().unwrap();
                assert!(is_setting(setting, &settings), "{file}: {name}: {setting}");
            }
            // Services wait until their dependencies are healthy.
            for (_, needed) in of(service, "depends_on").unwrap().as_mapping().unwrap() {
                assert_eq!(needed["condition"].as_str(), Some("service_healthy"), "{file}: {name}");
            }
        }
        assert_eq!(ours, if file == "compose.yaml" { 1 } else { 3 }, "{file}");
    }
}

/// Clients reach the published port through the network's gateway, so the gateway must not be trusted.
#[test]
fn servers_trust_only_the_load_balancer() {
    let text = read("compose.scale.yaml");
    let documents = Yaml::load_from_str(&text).unwrap();
    let haproxy = &documents[0]["services"]["haproxy"];
    let address = haproxy["networks"]["default"]["ipv4_address"].as_str().unwrap();
    for (name, service) in services(&documents[0]) {
        if name.starts_with("replica") {
            let trusted = of(service, "environment").unwrap()["TRUSTED_PROXIES"].as_str();
            assert_eq!(trusted, Some(address), "{name}");
        }
    }
}

#[test]
fn operations_guide_names_the_current_version() {
    let guide = read("docs/OPERATIONS.md");
    let mut named = 0;
    for mark in ["tasklane:", "tasklane_"] {
        for rest in guide.split(mark).skip(1).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
            assert!(rest.starts_with(VERSION), "{mark}{}", rest.lines().next().unwrap());
            named += 1;
        }
    }
    assert!(named >= 2, "{named}");
}

#[test]
fn compose_files_contain_no_secret() {
    for file in COMPOSE {
        let text = read(file);
        for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
            let Some((name, value)) = line.split_once(": ") else { continue };
            if ["SECRET", "PASSWORD", "_URL"].iter().any(|part| name.contains(part))
                && name.trim() != "PUBLIC_URL"
            {
                assert!(value.contains(":?"), "{file}: {line}");
            }
        }
    }
    for file in [".gitignore", ".dockerignore"] {
        let ignored = read(file);
        for name in GENERATED_FILES {
            assert!(ignored.lines().any(|line| line == name), "{file}: {name}");
        }
    }
}

#[test]
fn units_use_existing_settings() {
    let settings = documented_settings();
    let mut names = Vec::new();
    for (file, mark) in UNITS {
        let text = read(file);
        for line in text.lines().map(|line| line.trim_start_matches(['#', ' '])) {
            let Some((name, _)) = line.strip_prefix(mark).and_then(|pair| pair.split_once('=')) else {
                continue;
            };
            if !name.starts_with(|c: char| c.is_ascii_uppercase()) || name.contains(' ') {
                continue; // A comment, not a setting.
            }
            assert!(is_setting(name, &settings), "{file}: {name}");
            names.push(name.to_owned());
        }
    }
    assert!(names.len() > 5, "{names:?}");
}
