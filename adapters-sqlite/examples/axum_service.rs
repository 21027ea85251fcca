// Lists, creates and toggles the tasks of one user, as JSON. The argument is the address, by default 127.0.0.1:3000.
use axum::extract::{Json, Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use serde_json::{Value, json};
use tasklane_core::clock::{Clock, SystemClock};
use tasklane_core::ids::{TaskId, UserId};
use tasklane_core::task::{ChangeTaskError, ExpectedVersion, NewTask, Outcome, Page, Task};
use tasklane_core::task::{TaskError, TaskQuery, TaskService, Title};
use tasklane_core::user::{Email, Language, NewUser, PasswordHash, Username};

type App = State<(TaskService, UserId)>;
type Reply = Result<Json<Value>, (StatusCode, String)>;

async fn list(State((tasks, user)): App) -> Reply {
    let page = tasks.list_all(user, &TaskQuery::unfiltered(Page::ALL)).await;
    page.map(|page| Json(page.tasks.iter().map(body).collect())).or_else(|error| reply(Err(error.into())))
}
async fn create(State((tasks, user)): App, Json(new): Json<Value>) -> Reply {
    let title = Title::parse(new.get("title").and_then(Value::as_str).unwrap_or_default());
    let title = title.map_err(|invalid| (StatusCode::UNPROCESSABLE_ENTITY, format!("title {invalid}")))?;
    reply(tasks.create(user, &NewTask::titled(title), None).await)
}
async fn toggle(State((tasks, user)): App, Path(id): Path<i64>) -> Reply {
    let Some(id) = TaskId::new(id) else { return reply(Err(TaskError::NotFound.into())) };
    reply(tasks.toggle(user, id, &ExpectedVersion::Any, None).await)
}
fn reply(result: Result<Outcome<Task>, ChangeTaskError>) -> Reply {
    match result {
        Ok(Outcome::Fresh(task)) => Ok(Json(body(&task))),
        Ok(Outcome::Replayed(_)) => unreachable!("only a request with an idempotency key is replayed"),
        Err(e @ ChangeTaskError::Task(TaskError::NotFound)) => Err((StatusCode::NOT_FOUND, e.to_string())),
        Err(e @ ChangeTaskError::Store(_)) => Err((StatusCode::SERVICE_UNAVAILABLE, e.to_string())),
        Err(e) => Err((StatusCode::CONFLICT, e.to_string())),
    }
}
fn body(task: &Task) -> Value {
    json!({ "id": task.id.get(), "title": task.content.title.as_str(), "status": task.progress.status().as_str() })
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let config = tasklane_sqlite::SqliteConfig::parse("sqlite:tasks.db")?;
    tasklane_sqlite::migrate(&config)?;
    let stores = tasklane_sqlite::open(&config)?;
    let (email, username) = (Email::parse("ada@example.org")?, Username::parse("ada")?);
    let (password_hash, language) = (PasswordHash::new("none".to_owned()), Language::English);
    let ada = NewUser { email, username, name: None, password_hash, language, verification: None };
    let user = match stores.users.list(None, 1).await?.pop() {
        Some(user) => user.id,
        None => stores.users.create(&ada, SystemClock.now()).await?.id,
    };
    let tasks = TaskService::builder(&stores, std::sync::Arc::new(SystemClock)).build();
    let routes = axum::Router::new().route("/tasks", get(list).post(create));
    let app = routes.route("/tasks/{id}/toggle", post(toggle)).with_state((tasks, user));
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:3000".to_owned());
    let listener = tokio::net::TcpListener::bind(address).await?;
    println!("http://{}/tasks", listener.local_addr()?);
    Ok(axum::serve(listener, app).await?)
}
