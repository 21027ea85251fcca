//! The paths of the todo routes.

use std::fmt::Display;

use reqwest::Method;

/// The paths of a user's list, of one task in it, and of that task's toggle.
pub fn todo_paths(user: &(impl Display + ?Sized), task: &(impl Display + ?Sized)) -> [String; 3] {
    let list = format!("/api/{user}/tasks");
    let task = format!("{list}/{task}");
    [list, task.clone(), format!("{task}/complete")]
}

/// The method and the path of the six routes. The flag is true if the path names a task.
pub fn todo_routes(
    user: &(impl Display + ?Sized),
    task: &(impl Display + ?Sized),
) -> [(Method, String, bool); 6] {
    let [list, task, toggle] = todo_paths(user, task);
    [
        (Method::GET, list.clone(), false),
        (Method::POST, list, false),
        (Method::GET, task.clone(), true),
        (Method::PUT, task.clone(), true),
        (Method::PATCH, toggle, true),
        (Method::DELETE, task, true),
    ]
}
