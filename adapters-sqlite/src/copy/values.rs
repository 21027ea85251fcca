//! Converts values to the types of SQLite and back: times are integers, dates are text, UUIDs are bytes, and lists are
//! JSON arrays.

use std::borrow::Cow;

use chrono::NaiveDate;
use tasklane_copy::{Column, ColumnType, InvalidValue, Value};
use tasklane_core::store_error::Cause;
use uuid::Uuid;

const DATE: &str = "%Y-%m-%d";

/// A value as SQLite stores it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell<'a> {
    Null,
    Integer(i64),
    Text(Cow<'a, str>),
    Blob(Cow<'a, [u8]>),
}

/// Whether the values of a column are stored as text. They are read as bytes, because Diesel would replace text that is
/// not UTF-8.
pub(super) fn is_text(column_type: ColumnType) -> bool {
    matches!(column_type, ColumnType::Text | ColumnType::Date | ColumnType::Texts)
}

pub(super) fn cell(value: &Value) -> Result<Cell<'_>, Cause> {
    Ok(match value {
        Value::Null => Cell::Null,
        Value::BigInt(number) | Value::Time(number) => Cell::Integer(*number),
        Value::SmallInt(number) => Cell::Integer((*number).into()),
        Value::Boolean(flag) => Cell::Integer((*flag).into()),
        Value::Text(text) => Cell::Text(text.into()),
        Value::Date(date) => Cell::Text(date.format(DATE).to_string().into()),
        Value::Uuid(bytes) => Cell::Blob(bytes.as_slice().into()),
        Value::Bytes(bytes) => Cell::Blob(bytes.into()),
        Value::Texts(texts) => Cell::Text(serde_json::to_string(texts)?.into()),
    })
}

/// Reads a cell of a column of this type.
pub(super) fn value(
    table: &'static str,
    column: &Column,
    cell: Cell<'static>,
) -> Result<Value, InvalidValue> {
    let invalid = |reason| InvalidValue { table, column: column.name.clone(), reason };
    Ok(match (column.column_type, cell) {
        (_, Cell::Null) => Value::Null,
        (ColumnType::BigInt, Cell::Integer(number)) => Value::BigInt(number),
        (ColumnType::Time, Cell::Integer(micros)) => Value::Time(micros),
        (ColumnType::SmallInt, Cell::Integer(number)) => {
            let number = i16::try_from(number).map_err(|_too_large| invalid("it has more than 16 bits"))?;
            Value::SmallInt(number)
        }
        (ColumnType::Boolean, Cell::Integer(number @ 0..=1)) => Value::Boolean(number == 1),
        (ColumnType::Uuid, Cell::Blob(bytes)) => {
            let uuid = Uuid::from_slice(&bytes).map_err(|_length| invalid("it is not 16 bytes long"))?;
            Value::Uuid(uuid.into_bytes())
        }
        (ColumnType::Bytes, Cell::Blob(bytes)) => Value::Bytes(bytes.into_owned()),
        (ColumnType::Text | ColumnType::Date | ColumnType::Texts, Cell::Blob(bytes)) => {
            let text = String::from_utf8(bytes.into_owned()).map_err(|_bytes| invalid("it is not UTF-8"))?;
            from_text(column.column_type, text)
                .ok_or_else(|| invalid("it does not have the form of its type"))?
        }
        _ => return Err(invalid("it does not have the type of its column")),
    })
}

fn from_text(column_type: ColumnType, text: String) -> Option<Value> {
    Some(match column_type {
        ColumnType::Date => Value::Date(NaiveDate::parse_from_str(&text, DATE).ok()?),
        ColumnType::Texts => Value::Texts(serde_json::from_str(&text).ok()?),
        _ => Value::Text(text),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(column_type: ColumnType) -> Column {
        Column { name: "c".to_owned(), column_type }
    }

    /// Stores a value and reads it as `SELECT` returns it.
    fn stored(value: &Value) -> Cell<'static> {
        match cell(value).unwrap() {
            Cell::Null => Cell::Null,
            Cell::Integer(number) => Cell::Integer(number),
            Cell::Text(text) => Cell::Blob(text.into_owned().into_bytes().into()),
            Cell::Blob(bytes) => Cell::Blob(bytes.into_owned().into()),
        }
    }

    #[test]
    fn every_value_survives_its_stored_form() {
        for (column_type, original) in [
            (ColumnType::BigInt, Value::BigInt(i64::MIN)),
            (ColumnType::SmallInt, Value::SmallInt(-7)),
            (ColumnType::Boolean, Value::Boolean(true)),
            (ColumnType::Text, Value::Text("a\0\u{1f600}\"'".to_owned())),
            (ColumnType::Time, Value::Time(-1)),
            (ColumnType::Date, Value::Date(NaiveDate::from_ymd_opt(1, 2, 3).unwrap())),
            (ColumnType::Uuid, Value::Uuid([9; 16])),
            (ColumnType::Bytes, Value::Bytes((0..=255).collect())),
            (ColumnType::Texts, Value::Texts(vec![])),
            (ColumnType::Texts, Value::Texts(vec!["\"\\\n".to_owned(), String::new(), "ä".to_owned()])),
            (ColumnType::Texts, Value::Null),
        ] {
            assert_eq!(value("t", &column(column_type), stored(&original)).unwrap(), original);
        }
        let date = Value::Date(NaiveDate::from_ymd_opt(1, 2, 3).unwrap());
        assert_eq!(cell(&date).unwrap(), Cell::Text("0001-02-03".into()));
    }

    #[test]
    fn invalid_values_are_reported_by_column_and_without_the_value() {
        for (column_type, cell) in [
            (ColumnType::SmallInt, Cell::Integer(40_000)),
            (ColumnType::Boolean, Cell::Integer(2)),
            (ColumnType::Uuid, Cell::Blob(vec![1; 15].into())),
            (ColumnType::Date, Cell::Blob(b"2024-02-30".as_slice().into())),
            (ColumnType::Texts, Cell::Blob(b"[1]".as_slice().into())),
            (ColumnType::Text, Cell::Blob(vec![0xff].into())),
            (ColumnType::Bytes, Cell::Integer(1)),
        ] {
            let error = value("tasks", &column(column_type), cell).unwrap_err().to_string();
            assert!(error.starts_with("a value in the column c of tasks can't be copied"), "{error}");
            assert!(!error.contains("40") && !error.contains("2024"), "{error}");
        }
    }
}
