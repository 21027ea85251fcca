//! The program as a process: started, asked, signalled and stopped from outside, as people and machines do it.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that can't go on shall stop")]

mod adopting;
mod backups;
mod command_line;
mod dot_env;
mod exports;
mod first_start;
mod healthcheck;
mod housekeeping;
mod http2_streams;
mod key_rotation;
mod keys;
mod late_database;
mod least_privilege;
mod lockout;
mod log_lines;
mod metrics;
mod migrating;
mod misconfiguration;
mod proxies;
mod resets;
mod restored;
mod reuse_in_logs;
mod revoking;
mod secrets_in_logs;
mod seeding;
mod slow_clients;
mod starting_together;
mod stopping;
mod streams;
mod support;
mod tls;
mod too_much;
mod traces;
mod unread_responses;
mod users;
