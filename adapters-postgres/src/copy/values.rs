//! Converts values to the binary format of PostgreSQL and back.

use std::error::Error;

use bytes::BytesMut;
use chrono::{NaiveDate, TimeDelta};
use tasklane_copy::{ColumnType, Value};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

/// The time and the date that PostgreSQL counts from: 2000-01-01T00:00:00Z, in microseconds since 1970.
const EPOCH_MICROS: i64 = 946_684_800_000_000;
const EPOCH_DATE: NaiveDate = match NaiveDate::from_ymd_opt(2000, 1, 1) {
    Some(date) => date,
    None => NaiveDate::MIN,
};

pub(super) fn postgres_type(column_type: ColumnType) -> Type {
    match column_type {
        ColumnType::BigInt => Type::INT8,
        ColumnType::SmallInt => Type::INT2,
        ColumnType::Boolean => Type::BOOL,
        ColumnType::Text => Type::TEXT,
        ColumnType::Time => Type::TIMESTAMPTZ,
        ColumnType::Date => Type::DATE,
        ColumnType::Uuid => Type::UUID,
        ColumnType::Bytes => Type::BYTEA,
        ColumnType::Texts => Type::TEXT_ARRAY,
    }
}

/// Returns why PostgreSQL can't store a value.
pub(super) fn unstorable_reason(value: &Value) -> Option<&'static str> {
    let has_nul = |text: &String| text.contains('\0');
    match value {
        Value::Text(text) if has_nul(text) => Some("PostgreSQL can't store the character NUL"),
        Value::Texts(texts) if texts.iter().any(has_nul) => Some("PostgreSQL can't store the character NUL"),
        Value::Time(micros) if micros.checked_sub(EPOCH_MICROS).is_none() => {
            Some("the time is outside of the range of PostgreSQL")
        }
        _ => None,
    }
}

/// A value that is sent to PostgreSQL.
#[derive(Debug)]
pub(super) struct Sent<'a>(pub(super) &'a Value);

impl ToSql for Sent<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self.0 {
            Value::Null => return Ok(IsNull::Yes),
            Value::BigInt(number) => return number.to_sql(ty, out),
            Value::SmallInt(number) => return number.to_sql(ty, out),
            Value::Boolean(flag) => return flag.to_sql(ty, out),
            Value::Text(text) => out.extend_from_slice(text.as_bytes()),
            Value::Time(micros) => {
                let micros = micros.checked_sub(EPOCH_MICROS).ok_or("the time is out of range")?;
                out.extend_from_slice(&micros.to_be_bytes());
            }
            Value::Date(date) => {
                let days = i32::try_from(date.signed_duration_since(EPOCH_DATE).num_days())?;
                out.extend_from_slice(&days.to_be_bytes());
            }
            Value::Uuid(bytes) => out.extend_from_slice(bytes),
            Value::Bytes(bytes) => out.extend_from_slice(bytes),
            Value::Texts(texts) => return texts.to_sql(ty, out),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A value that was received from PostgreSQL.
pub(super) struct Received(pub(super) Value);

impl<'a> FromSql<'a> for Received {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(match *ty {
            Type::INT8 => Value::BigInt(i64::from_sql(ty, raw)?),
            Type::INT2 => Value::SmallInt(i16::from_sql(ty, raw)?),
            Type::BOOL => Value::Boolean(bool::from_sql(ty, raw)?),
            Type::TEXT => Value::Text(String::from_sql(ty, raw)?),
            Type::TIMESTAMPTZ => {
                let micros = i64::from_be_bytes(raw.try_into()?);
                // PostgreSQL represents infinite times as the lowest and the highest number.
                let is_finite = micros > i64::MIN && micros < i64::MAX;
                let micros = micros.checked_add(EPOCH_MICROS).filter(|_| is_finite);
                Value::Time(micros.ok_or("the time is infinite")?)
            }
            Type::DATE => {
                let days = TimeDelta::try_days(i32::from_be_bytes(raw.try_into()?).into());
                let date = days.and_then(|days| EPOCH_DATE.checked_add_signed(days));
                Value::Date(date.ok_or("the date is infinite")?)
            }
            Type::UUID => Value::Uuid(raw.try_into()?),
            Type::BYTEA => Value::Bytes(raw.to_vec()),
            Type::TEXT_ARRAY => Value::Texts(Vec::from_sql(ty, raw)?),
            _ => return Err("the type is not supported".into()),
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(Value::Null))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn epoch_is_that_of_postgresql() {
        assert_eq!(EPOCH_DATE.to_string(), "2000-01-01");
        let midnight = EPOCH_DATE.and_hms_opt(0, 0, 0).unwrap().and_utc();
        assert_eq!(midnight.timestamp_micros(), EPOCH_MICROS);
    }

    #[test]
    fn every_value_survives_the_binary_format() {
        for (ty, value) in [
            (Type::INT8, Value::BigInt(i64::MIN)),
            (Type::INT2, Value::SmallInt(-1)),
            (Type::BOOL, Value::Boolean(true)),
            (Type::TEXT, Value::Text("tab\t \\ \u{1f600} 'q\"\n".to_owned())),
            (Type::TIMESTAMPTZ, Value::Time(-1)),
            (Type::TIMESTAMPTZ, Value::Time(1_234_567_890_123_457)),
            (Type::DATE, Value::Date(NaiveDate::from_ymd_opt(1, 1, 1).unwrap())),
            (Type::DATE, Value::Date(NaiveDate::from_ymd_opt(9999, 12, 31).unwrap())),
            (Type::UUID, Value::Uuid([7; 16])),
            (Type::BYTEA, Value::Bytes((0..=255).collect())),
            (Type::TEXT_ARRAY, Value::Texts(vec![])),
            (Type::TEXT_ARRAY, Value::Texts(vec!["NULL".to_owned(), String::new(), "{\"".to_owned()])),
        ] {
            let mut bytes = BytesMut::new();
            assert!(matches!(Sent(&value).to_sql(&ty, &mut bytes).unwrap(), IsNull::No));
            assert_eq!(Received::from_sql(&ty, &bytes).unwrap().0, value);
        }
    }

    #[test]
    fn values_that_can_not_be_represented_are_errors() {
        for infinite in [i64::MIN, i64::MAX] {
            assert!(Received::from_sql(&Type::TIMESTAMPTZ, &infinite.to_be_bytes()).is_err());
        }
        for infinite in [i32::MIN, i32::MAX] {
            assert!(Received::from_sql(&Type::DATE, &infinite.to_be_bytes()).is_err());
        }
        assert!(unstorable_reason(&Value::Time(i64::MIN)).is_some());
        assert!(unstorable_reason(&Value::Text("a\0".to_owned())).is_some());
        assert!(unstorable_reason(&Value::Texts(vec!["a".to_owned(), "\0".to_owned()])).is_some());
        assert!(unstorable_reason(&Value::Bytes(vec![0])).is_none());
    }
}
