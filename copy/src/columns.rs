//! The columns of a table, as both databases define them.

use crate::error::CopyError;

/// The type of a column, independent of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    /// [`Value::BigInt`](crate::Value::BigInt).
    BigInt,
    /// [`Value::SmallInt`](crate::Value::SmallInt).
    SmallInt,
    /// [`Value::Boolean`](crate::Value::Boolean).
    Boolean,
    /// [`Value::Text`](crate::Value::Text).
    Text,
    /// [`Value::Time`](crate::Value::Time).
    Time,
    /// [`Value::Date`](crate::Value::Date).
    Date,
    /// [`Value::Uuid`](crate::Value::Uuid).
    Uuid,
    /// [`Value::Bytes`](crate::Value::Bytes).
    Bytes,
    /// [`Value::Texts`](crate::Value::Texts).
    Texts,
}

/// A column in the catalog of one database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogColumn {
    /// The name of the column.
    pub name: String,
    /// The type of the column. `None` if the database does not distinguish all types, like SQLite.
    pub column_type: Option<ColumnType>,
}

/// A column that is copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The name of the column in both databases.
    pub name: String,
    /// The type of the column in both databases.
    pub column_type: ColumnType,
}

/// A table that is copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The name of the table in both databases.
    pub name: &'static str,
    /// All columns, in the order in which rows contain their values.
    pub columns: Vec<Column>,
}

impl Table {
    /// Combines the columns of both databases. Fails if they do not have the same columns.
    pub(crate) fn new(
        name: &'static str,
        source: &[CatalogColumn],
        target: &[CatalogColumn],
    ) -> Result<Self, CopyError> {
        let differ = |column: &str| CopyError::ColumnsDiffer { table: name, column: column.to_owned() };
        let find =
            |columns: &[CatalogColumn], name: &str| columns.iter().position(|other| other.name == name);
        if let Some(extra) = target.iter().find(|column| find(source, &column.name).is_none()) {
            return Err(differ(&extra.name));
        }
        let column = |own: &CatalogColumn| {
            let other =
                target.iter().find(|other| other.name == own.name).ok_or_else(|| differ(&own.name))?;
            let column_type = match (own.column_type, other.column_type) {
                (Some(one), Some(other)) if one != other => return Err(differ(&own.name)),
                (one, other) => one.or(other).ok_or_else(|| differ(&own.name))?,
            };
            Ok(Column { name: own.name.clone(), column_type })
        };
        let columns = source.iter().map(column).collect::<Result<Vec<_>, _>>()?;
        if columns.is_empty() {
            return Err(CopyError::NoTable { table: name });
        }
        Ok(Self { name, columns })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str, column_type: Option<ColumnType>) -> CatalogColumn {
        CatalogColumn { name: name.to_owned(), column_type }
    }

    #[test]
    fn types_come_from_the_database_that_knows_them() {
        let untyped = [column("id", None), column("title", None)];
        let typed = [column("title", Some(ColumnType::Text)), column("id", Some(ColumnType::BigInt))];
        let types = |table: Table| {
            table.columns.into_iter().map(|column| (column.name, column.column_type)).collect::<Vec<_>>()
        };
        let (id, title) = (("id".to_owned(), ColumnType::BigInt), ("title".to_owned(), ColumnType::Text));
        assert_eq!(types(Table::new("t", &untyped, &typed).unwrap()), [id.clone(), title.clone()]);
        assert_eq!(types(Table::new("t", &typed, &untyped).unwrap()), [title.clone(), id.clone()]);
        assert_eq!(types(Table::new("t", &typed, &typed).unwrap()), [title, id]);
    }

    #[test]
    fn different_columns_are_rejected_by_name() {
        let (text, number) = (Some(ColumnType::Text), Some(ColumnType::BigInt));
        for (source, target) in [
            (vec![column("id", number), column("odd", text)], vec![column("id", None)]),
            (vec![column("id", number)], vec![column("id", None), column("odd", None)]),
            (vec![column("odd", number)], vec![column("odd", text)]),
            (vec![column("odd", None)], vec![column("odd", None)]),
        ] {
            let rejected = Table::new("t", &source, &target).unwrap_err();
            assert!(
                matches!(&rejected, CopyError::ColumnsDiffer { column, .. } if column == "odd"),
                "{rejected}"
            );
        }
        assert!(matches!(Table::new("t", &[], &[]), Err(CopyError::NoTable { table: "t" })));
    }
}
