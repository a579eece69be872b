//! What a column of a database holds, as far as Arrow tells kinds apart.

use arrow_array::types::{Decimal128Type, DecimalType};
use arrow_schema::{DataType, Field, TimeUnit};
use std::fmt;
use std::sync::Arc;

/// Digits of the widest decimal that Arrow has.
pub(crate) const DIGITS: u8 = 76;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    Bool,
    Int8,
    Int16,
    Int32,
    Int64,
    UInt8,
    UInt16,
    UInt32,
    UInt64,
    Float32,
    Float64,
    /// Digits in all, and after the point.
    Decimal(u8, i8),
    Date,
    Time,
    /// Microseconds; with a zone, of UTC.
    Timestamp {
        zone: bool,
    },
    Text,
    /// Bytes as they are.
    Bytes,
    /// Bytes as `\x…`.
    Hex,
    /// Up to 64 bits as bytes.
    Bits,
    List(Box<Self>),
}

impl Kind {
    /// A decimal of so many digits, `None` if there is none so wide. Databases know scales below zero and beyond
    /// the precision.
    pub(crate) fn decimal(precision: i32, scale: i32) -> Option<Self> {
        let (precision, scale) = (precision - scale.min(0), scale.max(0));
        let precision = u8::try_from(precision.max(scale).max(1)).ok()?;
        let scale = i8::try_from(scale).ok()?;
        (precision <= DIGITS).then_some(Self::Decimal(precision, scale))
    }

    pub(crate) fn arrow(&self) -> DataType {
        match self {
            Self::Bool => DataType::Boolean,
            Self::Int8 => DataType::Int8,
            Self::Int16 => DataType::Int16,
            Self::Int32 => DataType::Int32,
            Self::Int64 => DataType::Int64,
            Self::UInt8 => DataType::UInt8,
            Self::UInt16 => DataType::UInt16,
            Self::UInt32 => DataType::UInt32,
            Self::UInt64 | Self::Bits => DataType::UInt64,
            Self::Float32 => DataType::Float32,
            Self::Float64 => DataType::Float64,
            Self::Decimal(precision, scale) if *precision <= Decimal128Type::MAX_PRECISION => {
                DataType::Decimal128(*precision, *scale)
            }
            Self::Decimal(precision, scale) => DataType::Decimal256(*precision, *scale),
            Self::Date => DataType::Date32,
            Self::Time => DataType::Time64(TimeUnit::Microsecond),
            Self::Timestamp { zone } => {
                DataType::Timestamp(TimeUnit::Microsecond, zone.then(|| Arc::from("UTC")))
            }
            Self::Text => DataType::Utf8,
            Self::Bytes | Self::Hex => DataType::Binary,
            Self::List(inner) => DataType::List(Arc::new(Field::new("item", inner.arrow(), true))),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.arrow().fmt(f)
    }
}
