//! Tasks: what they are, how their status moves, where they are kept, what can be done with them.

mod description;
mod due_date;
mod edit;
mod filter;
mod new_task;
mod priority;
mod progress;
mod service;
mod status;
mod store;
mod tags;
mod task;
mod title;
mod version;
mod workflow;

pub use description::Description;
pub use due_date::DueDate;
pub use edit::{EditRefused, TaskChange, TaskPatch};
pub use filter::TaskFilter;
pub use new_task::NewTask;
pub use priority::Priority;
pub use progress::Progress;
pub use service::{ChangeTaskError, TaskPage, TaskService};
pub use status::Status;
pub use store::{CreateTaskError, KeptTask, TaskStore};
pub use tags::Tags;
pub use task::Task;
pub use title::Title;
pub use version::{Expected, Version};
pub use workflow::{Transition, TransitionRefused, Workflow};
