//! The rules that let statements run on a Citus cluster, which stores all rows of an owner on one node, and each login name
//! on one node. No statement may depend on state that exists on only one node.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use sqlparser::ast::{
    Assignment, AssignmentTarget, Delete, Expr, FromTable, Function, Insert, LockClause, ObjectName,
    OnConflictAction, OnInsert, Query, Select, SetExpr, Statement, TableFactor, TableObject, Update,
    UpdateTableFromKind, Visit, Visitor,
};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;

use crate::statement_exceptions::{EXCEPTIONS, FUNCTIONS};
use crate::statement_tables::{Block, is_parameter, last, owner_column};

/// Fails if a statement breaks a rule, or if an exception is no longer needed.
pub(crate) fn check(statements: &BTreeSet<String>) {
    let mut used = BTreeSet::new();
    let mut faults = Vec::new();
    let mut checked = 0;
    for sql in statements {
        let Some(statement) = parse(sql) else { continue };
        checked += 1;
        for fault in faults_of(&statement) {
            let excuse = EXCEPTIONS.iter().position(|(rule, text, _)| *rule == fault && sql.contains(text));
            if let Some(excuse) = excuse {
                used.insert(excuse);
            } else {
                faults.push(format!("{fault}: {sql}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
    assert_eq!(used.len(), EXCEPTIONS.len(), "every exception must be needed; used: {used:?}");
    assert!(checked > 50, "more than 50 statements must be recorded, not {checked}");
}

fn faults_of(statement: &Statement) -> Vec<&'static str> {
    let mut checker = RuleChecker::default();
    let _: ControlFlow<()> = statement.visit(&mut checker);
    checker.faults
}

/// Returns `None` for statements that begin or end transactions or set up connections.
fn parse(sql: &str) -> Option<Statement> {
    if ["BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET "]
        .iter()
        .any(|word| sql.starts_with(word))
    {
        return None;
    }
    let parsed =
        Parser::parse_sql(&PostgreSqlDialect {}, sql).unwrap_or_else(|error| panic!("{error}: {sql}"));
    assert_eq!(parsed.len(), 1, "{sql}");
    parsed.into_iter().next()
}

#[derive(Default)]
struct RuleChecker {
    faults: Vec<&'static str>,
}

impl RuleChecker {
    fn each_is_bound(&mut self, block: &Block<'_>) {
        if !block.is_bound_to_owners() {
            self.faults.push("no condition on the owner");
        }
        if block.joins_login_names() {
            self.faults.push("a join with login names");
        }
    }

    fn no_owner_is_set(&mut self, table: &str, assignments: &[Assignment]) {
        let Some(owner) = owner_column(table) else { return };
        for assignment in assignments {
            let targets: Vec<&ObjectName> = match &assignment.target {
                AssignmentTarget::ColumnName(name) => vec![name],
                AssignmentTarget::Tuple(names) => names.iter().collect(),
            };
            if targets.iter().any(|name| last(name) == owner) {
                self.faults.push("an owner is changed");
            }
        }
    }

    fn locks_stay_with_one_owner(&mut self, locks: &[LockClause], body: &SetExpr) {
        if locks.is_empty() {
            return;
        }
        let is_bound = matches!(body, SetExpr::Select(select) if Block::of_select(select).is_bound());
        if !is_bound {
            self.faults.push("a lock across owners");
        }
        if matches!(body, SetExpr::Select(select) if Block::of_select(select).reads_table_of_every_node()) {
            self.faults.push("a lock on a table of every node");
        }
    }

    /// Citus can't run such an UPDATE, except if a subquery contains the cast.
    fn no_column_of_from_is_cast(&mut self, update: &Update) {
        let is_cast = |expr: &Expr| {
            let mut finder = CastFinder(false);
            let _: ControlFlow<()> = expr.visit(&mut finder);
            finder.0
        };
        if update.from.is_some() && update.assignments.iter().any(|assignment| is_cast(&assignment.value)) {
            self.faults.push("a cast in an UPDATE with FROM");
        }
    }

    fn update(&mut self, update: &Update) {
        let from = update.from.iter().flat_map(|from| match from {
            UpdateTableFromKind::BeforeSet(tables) | UpdateTableFromKind::AfterSet(tables) => tables,
        });
        let tables = std::iter::once(&update.table).chain(from);
        self.each_is_bound(&Block::of(tables, update.selection.as_ref()));
        if let TableFactor::Table { name, .. } = &update.table.relation {
            self.no_owner_is_set(&last(name), &update.assignments);
        }
        self.no_column_of_from_is_cast(update);
    }

    fn delete(&mut self, delete: &Delete) {
        let (FromTable::WithFromKeyword(from) | FromTable::WithoutKeyword(from)) = &delete.from;
        let tables = from.iter().chain(delete.using.iter().flatten());
        self.each_is_bound(&Block::of(tables, delete.selection.as_ref()));
    }

    fn insert(&mut self, insert: &Insert) {
        let TableObject::TableName(table) = &insert.table else { return };
        if let Some(owner) = owner_column(&last(table))
            && !owner_is_a_value(insert, owner)
        {
            self.faults.push("a row whose owner is not a parameter");
        }
        if let Some(OnInsert::OnConflict(conflict)) = &insert.on
            && let OnConflictAction::DoUpdate(update) = &conflict.action
        {
            self.no_owner_is_set(&last(table), &update.assignments);
        }
    }
}

struct CastFinder(bool);

impl Visitor for CastFinder {
    type Break = ();

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        self.0 |= matches!(expr, Expr::Cast { .. });
        ControlFlow::Continue(())
    }
}

/// Whether the owner of each inserted row is a parameter `$n`.
fn owner_is_a_value(insert: &Insert, owner: &str) -> bool {
    let Some(place) = insert.columns.iter().position(|column| last(column) == owner) else { return false };
    match insert.source.as_ref().map(|source| &*source.body) {
        Some(SetExpr::Values(values)) => {
            values.rows.iter().all(|row| row.content.get(place).is_some_and(is_parameter))
        }
        Some(SetExpr::Select(select)) => {
            let projection = select.projection.get(place);
            projection.is_some_and(
                |item| matches!(item, sqlparser::ast::SelectItem::UnnamedExpr(expr) if is_parameter(expr)),
            )
        }
        _ => false,
    }
}

impl Visitor for RuleChecker {
    type Break = ();

    fn pre_visit_statement(&mut self, statement: &Statement) -> ControlFlow<()> {
        match statement {
            Statement::Update(update) => self.update(update),
            Statement::Delete(delete) => self.delete(delete),
            Statement::Insert(insert) => self.insert(insert),
            Statement::Query(_) => {}
            _ => self.faults.push("a statement of an unsupported kind"),
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        self.locks_stay_with_one_owner(&query.locks, &query.body);
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<()> {
        self.each_is_bound(&Block::of_select(select));
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        if let Expr::Function(Function { name, .. }) = expr {
            let name = last(name);
            if name.contains("advisory") {
                self.faults.push("an advisory lock");
            }
            if !FUNCTIONS.contains(&&*name) {
                self.faults.push("a function that may be nondeterministic");
            }
        }
        ControlFlow::Continue(())
    }
}

#[test]
fn every_rule_rejects_its_violations() {
    let unowned = "no condition on the owner";
    for (sql, fault) in [
        ("SELECT id FROM tasks WHERE id = $1", unowned),
        ("SELECT id FROM tasks WHERE owner_id = $1 OR id = $2", unowned),
        ("SELECT id FROM tasks WHERE owner_id = $1::bigint", unowned),
        ("SELECT id FROM tasks WHERE owner_id = (SELECT id FROM users WHERE username = $1)", unowned),
        ("SELECT tasks.id FROM users JOIN tasks ON tasks.owner_id = users.id WHERE users.id = $1", unowned),
        ("SELECT id FROM users WHERE EXISTS (SELECT FROM tasks WHERE tasks.owner_id = users.id)", unowned),
        (
            "WITH gone AS (DELETE FROM sessions WHERE revoked_at < $1 RETURNING id) SELECT id FROM gone",
            unowned,
        ),
        ("INSERT INTO tasks (owner_id) SELECT id FROM users", "a row whose owner is not a parameter"),
        ("INSERT INTO sessions (id) VALUES ($1)", "a row whose owner is not a parameter"),
        ("UPDATE tasks SET owner_id = $2 WHERE owner_id = $1", "an owner is changed"),
        ("UPDATE login_names SET canonical = $2 WHERE canonical = $1", "an owner is changed"),
        ("DELETE FROM login_names WHERE user_id = $1", unowned),
        ("DELETE FROM one_time_links WHERE expires_at < $1", unowned),
        ("INSERT INTO login_names (user_id) VALUES ($1)", "a row whose owner is not a parameter"),
        (
            "SELECT users.id FROM login_names JOIN users ON users.id = login_names.user_id WHERE canonical = $1",
            "a join with login names",
        ),
        (
            "UPDATE tasks SET updated_at = now() WHERE owner_id = $1",
            "a function that may be nondeterministic",
        ),
        ("SELECT id FROM users WHERE is_active FOR UPDATE SKIP LOCKED", "a lock across owners"),
        ("SELECT id FROM users WHERE id = $1 FOR SHARE", "a lock on a table of every node"),
        (
            "SELECT id FROM mail_outbox WHERE id = $1 FOR UPDATE SKIP LOCKED",
            "a lock on a table of every node",
        ),
        (
            "UPDATE tasks SET tags = new.tags::text[] FROM unnest($2, $3) AS new (id, tags) \
             WHERE tasks.owner_id = $1 AND tasks.id = new.id",
            "a cast in an UPDATE with FROM",
        ),
        ("SELECT pg_advisory_xact_lock($1)", "an advisory lock"),
        ("TRUNCATE tasks", "a statement of an unsupported kind"),
    ] {
        assert!(faults_of(&parse(sql).unwrap()).contains(&fault), "{fault}: {sql}");
    }
    let sound = "UPDATE tasks AS t SET version = $3 FROM gone WHERE (t.owner_id = $1) AND t.id = $2";
    assert_eq!(faults_of(&parse(sound).unwrap()), [""; 0]);
}
