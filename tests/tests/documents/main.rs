//! The documentation and the packaging files match the code.

mod addresses;
mod assurance;
mod configuration;
mod logging;
mod metrics;
mod packaging;
mod pages;
mod security;
mod tree;
mod units;
