"""The measured operations, and which values of their statements vary."""

from dataclasses import dataclass

OWNER = ":owner::bigint"
TASK = ":task::bigint"


@dataclass(frozen=True)
class Operation:
    name: str
    title: str
    method: str
    # The request used to record the statements; {task}, {owner} and {extra} are filled in.
    path: str
    body: str | None = None
    # For each statement: the expressions that replace recorded values, by parameter number. If the tuple is empty, the
    # operation is not measured on the bare database.
    variables: tuple[dict[int, str], ...] = ()
    # Whether the operation is measured with every number of connections. Other operations are measured only with 64. The
    # other servers are measured only for common operations without `extra`.
    is_common: bool = False
    # The additional value per user that the load needs.
    extra: str | None = None


TITLE = '{"title":"Water the plants"}'
FOUND = {1: OWNER, 2: TASK}

OPERATIONS = (
    Operation("get", "one task", "GET", "/api/v1/tasks/{task}", None, (FOUND,), True),
    Operation("list", "list of 20", "GET", "/api/v1/tasks?limit=20", None, ({1: OWNER},), True),
    Operation("create", "create", "POST", "/api/v1/tasks", TITLE, ({1: OWNER},), True),
    # The program reads the task first, and saves with the version that it read.
    Operation(
        "edit",
        "edit (PATCH)",
        "PATCH",
        "/api/v1/tasks/{task}",
        TITLE,
        (FOUND, {1: OWNER, 2: TASK, 3: ":found_version::bigint", 11: ":found_version::bigint + 1"}),
        True,
    ),
    Operation(
        "not-modified", "list, not modified (304)", "GET", "/api/v1/tasks?limit=20", None, ({1: OWNER},), True, "tag"
    ),
    Operation(
        "list-filtered",
        "list by status, priority and words",
        "GET",
        "/api/v1/tasks?limit=20&status=pending&priority=high&q=plan",
        None,
        ({1: OWNER},),
    ),
    Operation(
        "list-deep",
        "list of 20 behind 500",
        "GET",
        "/api/v1/tasks?limit=20&cursor={extra}",
        # No value varies: pgbench uses the cursor of one user. The requests use a cursor per user.
        None,
        ({},),
        extra="cursor",
    ),
    Operation("changes", "20 changes", "GET", "/api/v1/tasks/changes?limit=20&since=1", None, ({1: OWNER},)),
    Operation(
        "toggle",
        "toggle",
        "PATCH",
        "/api/{owner}/tasks/{task}/complete",
        None,
        ({1: OWNER, 2: TASK, 5: "{}::timestamptz"},),
    ),
    Operation("mix", "4 list, 4 get, 1 create, 1 edit", "GET", "/api/v1/tasks?limit=20"),
)
