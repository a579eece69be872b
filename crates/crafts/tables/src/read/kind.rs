//! The types that somebody may give a column of text, and how they are written.

use std::fmt;
use std::str::FromStr;

/// What a column of text is to be read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    Text,
    Int64,
    UInt64,
    Float64,
    /// Precision (1 to 38) and scale (0 to the precision).
    Decimal(u8, i8),
    Bool,
    /// Days, written `2024-05-01`.
    Date,
    /// Microseconds, written as in RFC 3339; with a zone, of UTC.
    Timestamp {
        zone: bool,
    },
}

impl fmt::Display for ColumnType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text => f.write_str("text"),
            Self::Int64 => f.write_str("int64"),
            Self::UInt64 => f.write_str("uint64"),
            Self::Float64 => f.write_str("float64"),
            Self::Decimal(precision, scale) => write!(f, "decimal({precision}.{scale})"),
            Self::Bool => f.write_str("bool"),
            Self::Date => f.write_str("date"),
            Self::Timestamp { zone: false } => f.write_str("timestamp"),
            Self::Timestamp { zone: true } => f.write_str("timestamptz"),
        }
    }
}

impl FromStr for ColumnType {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text.to_ascii_lowercase().as_str() {
            "text" | "string" | "utf8" | "varchar" => Self::Text,
            "int64" | "int" | "integer" | "bigint" => Self::Int64,
            "uint64" => Self::UInt64,
            "float64" | "float" | "double" | "number" => Self::Float64,
            "bool" | "boolean" => Self::Bool,
            "date" => Self::Date,
            "timestamp" | "datetime" => Self::Timestamp { zone: false },
            "timestamptz" => Self::Timestamp { zone: true },
            other => return decimal(other).ok_or_else(unknown),
        })
    }
}

fn unknown() -> String {
    "give text, int64, uint64, float64, decimal(PRECISION.SCALE), bool, date, timestamp or timestamptz"
        .to_owned()
}

/// `decimal(12.2)`: a comma would end the column's entry in a list.
fn decimal(text: &str) -> Option<ColumnType> {
    let inner = text.strip_prefix("decimal(")?.strip_suffix(')')?;
    let (precision, scale) = inner.split_once(['.', ',']).unwrap_or((inner, "0"));
    let (precision, scale): (u8, u8) = (precision.trim().parse().ok()?, scale.trim().parse().ok()?);
    let fits = (1..=38).contains(&precision) && scale <= precision;
    fits.then_some(ColumnType::Decimal(precision, i8::try_from(scale).ok()?))
}

/// `column=type`, as somebody types it; the last `=` counts.
///
/// # Errors
/// If there is none, or the type is none; the text says what to give.
pub fn column_type(text: &str) -> Result<(String, ColumnType), String> {
    let (name, kind) = text.rsplit_once('=').ok_or("give column=type")?;
    Ok((name.to_owned(), kind.trim().parse()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_written_as_it_is_shown() {
        for kind in [
            ColumnType::Text,
            ColumnType::Int64,
            ColumnType::UInt64,
            ColumnType::Float64,
            ColumnType::Decimal(12, 2),
            ColumnType::Bool,
            ColumnType::Date,
            ColumnType::Timestamp { zone: false },
            ColumnType::Timestamp { zone: true },
        ] {
            assert_eq!(kind.to_string().parse(), Ok(kind));
        }
        assert_eq!(column_type("a=b=int"), Ok(("a=b".to_owned(), ColumnType::Int64)));
        for wrong in ["a", "a=", "a=decimal(39.0)", "a=decimal(3.4)", "a=decimal()", "a=blob"] {
            assert!(column_type(wrong).is_err(), "{wrong}");
        }
    }
}
