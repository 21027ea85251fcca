//! Tests that run the program as a process.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests panic on failure")]

mod adopting;
mod backups;
mod behind_proxies;
mod command_line;
mod concurrent_start;
mod connection_resets;
mod connections;
mod copying;
mod doctor;
mod doctor_services;
mod dot_env;
mod expect_continue;
mod exports;
mod first_start;
mod full_disk;
mod hashing;
mod healthcheck;
mod housekeeping;
mod imports;
mod key_rotation;
mod keys;
mod late_database;
mod least_privilege;
mod lockout;
mod log_lines;
mod mails;
mod metrics;
mod migrating;
mod misconfiguration;
mod nightly_backups;
mod overload;
mod proxies;
#[path = "../faults/harness/proxy.rs"]
#[expect(dead_code, reason = "shared with the fault tests, which use the other items")]
mod proxy;
mod restore;
mod reuse_in_logs;
mod revoking;
mod secrets_in_logs;
mod seeding;
mod slow_clients;
mod stopping;
mod streams;
mod support;
mod tls;
mod traces;
mod unread_responses;
mod users;
