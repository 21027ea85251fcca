//! The stores of one database, and the builder of the task service.

mod ports;
mod task_service_builder;

pub use ports::{DatabaseHealth, Stores};
pub use task_service_builder::TaskServiceBuilder;
