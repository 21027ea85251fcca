//! The stores of one database, and the service on them.

mod ports;
mod task_service_builder;

pub use ports::{DatabaseHealth, Stores};
pub use task_service_builder::TaskServiceBuilder;
