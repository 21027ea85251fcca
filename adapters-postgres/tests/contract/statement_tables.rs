//! The tables of a part of a statement, and whether its conditions restrict them to one owner.

use sqlparser::ast::{
    BinaryOperator, Expr, JoinConstraint, JoinOperator, ObjectName, Select, TableFactor, TableWithJoins,
    Value,
};

/// Returns the column by which Citus distributes the rows of a table: the owner, or the login name.
pub(crate) fn owner_column(table: &str) -> Option<&'static str> {
    match table {
        "tasks" | "task_counters" => Some("owner_id"),
        "sessions" | "idempotency_keys" | "known_networks" | "one_time_links" => Some("user_id"),
        "login_names" => Some("canonical"),
        _ => None,
    }
}

/// Whether Citus stores the table on every node. One node grants the locks of its rows, on behalf of all nodes.
fn is_on_every_node(table: &str) -> bool {
    ["users", "deleted_users", "mail_outbox"].contains(&table)
}

pub(crate) fn last(name: &ObjectName) -> String {
    name.0.last().and_then(|part| part.as_ident()).map(|ident| ident.value.to_lowercase()).unwrap_or_default()
}

/// Whether the expression is just a parameter, `$n`.
pub(crate) fn is_parameter(expr: &Expr) -> bool {
    matches!(expr, Expr::Value(value) if matches!(value.value, Value::Placeholder(_)))
}

struct Named {
    table: String,
    alias: String,
}

/// One SELECT, UPDATE or DELETE without its subqueries.
pub(crate) struct Block<'s> {
    tables: Vec<Named>,
    conditions: Vec<&'s Expr>,
}

impl<'s> Block<'s> {
    pub(crate) fn of_select(select: &'s Select) -> Self {
        Self::of(&select.from, select.selection.as_ref())
    }

    pub(crate) fn of(
        from: impl IntoIterator<Item = &'s TableWithJoins>,
        selection: Option<&'s Expr>,
    ) -> Self {
        let mut block = Self { tables: Vec::new(), conditions: Vec::new() };
        if let Some(condition) = selection {
            block.add_condition(condition);
        }
        for table in from {
            block.add_table(&table.relation);
            for join in &table.joins {
                block.add_table(&join.relation);
                // The condition of an outer join does not restrict the rows.
                if let JoinOperator::Join(on) | JoinOperator::Inner(on) = &join.join_operator
                    && let JoinConstraint::On(condition) = on
                {
                    block.add_condition(condition);
                }
            }
        }
        block
    }

    fn add_table(&mut self, factor: &TableFactor) {
        if let TableFactor::Table { name, alias, args: None, .. } = factor {
            let table = last(name);
            let alias = alias.as_ref().map_or(table.clone(), |alias| alias.name.value.to_lowercase());
            self.tables.push(Named { table, alias });
        }
    }

    fn add_condition(&mut self, condition: &'s Expr) {
        match condition {
            Expr::Nested(inner) => self.add_condition(inner),
            Expr::BinaryOp { left, op: BinaryOperator::And, right } => {
                self.add_condition(left);
                self.add_condition(right);
            }
            other => self.conditions.push(other),
        }
    }

    /// Whether login names are read together with another table, whose rows may be on another node.
    pub(crate) fn joins_login_names(&self) -> bool {
        self.tables.len() > 1 && self.tables.iter().any(|named| named.table == "login_names")
    }

    /// Whether each table with an owner column is restricted to one owner, by a direct comparison with a parameter.
    pub(crate) fn is_bound_to_owners(&self) -> bool {
        self.tables.iter().all(|named| {
            owner_column(&named.table).is_none_or(|owner| self.is_restricted_to_one(named, owner))
        })
    }

    /// Like [`is_bound_to_owners`](Self::is_bound_to_owners), but also requires that `users` is restricted to one user.
    pub(crate) fn is_bound(&self) -> bool {
        self.is_bound_to_owners()
            && self
                .tables
                .iter()
                .all(|named| named.table != "users" || self.is_restricted_to_one(named, "id"))
    }

    pub(crate) fn reads_table_of_every_node(&self) -> bool {
        self.tables.iter().any(|named| is_on_every_node(&named.table))
    }

    fn is_restricted_to_one(&self, named: &Named, column: &str) -> bool {
        self.conditions.iter().any(|condition| match condition {
            Expr::BinaryOp { left, op: BinaryOperator::Eq, right } => {
                is_column(left, named, column) && is_parameter(right)
            }
            _ => false,
        })
    }
}

fn is_column(expr: &Expr, of: &Named, column: &str) -> bool {
    match expr {
        Expr::Identifier(name) => name.value == column,
        Expr::CompoundIdentifier(parts) => match &parts[..] {
            [table, name] => table.value.to_lowercase() == of.alias && name.value == column,
            _ => false,
        },
        _ => false,
    }
}
