//! The documents against the tree: what they name is there, and what is there they name.

mod addresses;
mod assurance;
mod configuration;
mod logging;
mod metrics;
mod packaging;
mod pages;
mod security;
mod tree;
