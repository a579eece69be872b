//! PostgreSQL's types as Arrow's: what has none is kept as the text that the server writes.

use crate::Wanted;
use crate::kind::{DIGITS, Kind};
use crate::sheet::Column;
use crate::sql::quoted;
use sqlx::postgres::{PgConnection, PgStatement};
use sqlx::{AssertSqlSafe, Column as _, Row, Statement as _};
use std::collections::HashMap;

/// `atttypmod` of what says nothing of digits.
const OPEN: i32 = -1;
/// What a `numeric` adds to its `atttypmod` (src/include/utils/numeric: VARHDRSZ).
const HEADER: i32 = 4;

/// A type as `pg_type` has it.
#[derive(Debug, Clone)]
struct Type {
    name: String,
    /// `b` base, `d` domain, `e` enum …
    kind: String,
    category: String,
    element: u32,
    base: u32,
    modifier: i32,
}

/// Whether the server's own type is one of text, so that text says it all.
pub(crate) fn is_text(name: &str) -> bool {
    let known = [
        "text", "varchar", "bpchar", "char", "name", "citext", "uuid", "json", "jsonb", "xml",
        "enum",
    ];
    known.contains(&name)
}

/// The columns of the answer to `asked`.
pub(super) async fn columns(
    database: &mut PgConnection,
    asked: &str,
    prepared: &PgStatement,
    wanted: &Wanted,
) -> Result<Vec<Column>, sqlx::Error> {
    let found = prepared.columns();
    let oids: Vec<u32> = found.iter().map(|c| c.type_info().oid().map_or(0, |oid| oid.0)).collect();
    let known = types(database, oids.clone()).await?;
    let mut columns = Vec::new();
    for (column, oid) in found.iter().zip(oids) {
        let origin = column.relation_id().zip(column.relation_attribute_no());
        let modifier = match origin {
            Some((relation, number)) => modifier(database, relation.0, number).await?,
            None => OPEN,
        };
        let name = column.name().to_owned();
        let as_text = wanted.as_text.contains(&name);
        let (of, kind) = resolved(&known, oid, modifier, 0);
        columns.push((name, of, if as_text { Some(Kind::Text) } else { kind }));
    }
    let measured = measured(database, asked, &columns).await?;
    let column = |((name, of, kind), open): ((String, String, Option<Kind>), Option<Kind>)| {
        Column { name, of, kind: kind.or(open).unwrap_or(Kind::Text) }
    };
    Ok(columns.into_iter().zip(measured).map(column).collect())
}

/// What a type is called, and its kind; `None` for a `numeric` of any number of digits.
fn resolved(
    known: &HashMap<u32, Type>,
    oid: u32,
    modifier: i32,
    depth: u8,
) -> (String, Option<Kind>) {
    let Some(found) = known.get(&oid).filter(|_| depth < 8) else {
        return (format!("type {oid}"), Some(Kind::Text));
    };
    if found.kind == "d" {
        let modifier = if modifier == OPEN { found.modifier } else { modifier };
        return resolved(known, found.base, modifier, depth + 1);
    }
    if found.kind == "e" {
        return ("enum".to_owned(), Some(Kind::Text));
    }
    if found.category == "A" && found.element != 0 {
        let (of, inner) = resolved(known, found.element, modifier, depth + 1);
        // Of each element's digits nothing is known before all are read.
        let list = inner.filter(|inner| !matches!(inner, Kind::List(_)));
        return (
            format!("{of}[]"),
            Some(list.map_or(Kind::Text, |inner| Kind::List(Box::new(inner)))),
        );
    }
    (found.name.clone(), base(&found.name, modifier))
}

fn base(name: &str, modifier: i32) -> Option<Kind> {
    Some(match name {
        "bool" => Kind::Bool,
        "int2" => Kind::Int16,
        "int4" => Kind::Int32,
        "int8" => Kind::Int64,
        "oid" => Kind::UInt32,
        "float4" => Kind::Float32,
        "float8" => Kind::Float64,
        "numeric" if modifier < HEADER => return None,
        "numeric" => {
            let packed = modifier - HEADER;
            // Eleven bits with a sign, since version 15.
            let scale = ((packed & 0x7ff) ^ 1024) - 1024;
            return Some(Kind::decimal(packed >> 16 & 0xffff, scale).unwrap_or(Kind::Text));
        }
        "date" => Kind::Date,
        "time" => Kind::Time,
        "timestamp" => Kind::Timestamp { zone: false },
        "timestamptz" => Kind::Timestamp { zone: true },
        "bytea" => Kind::Hex,
        _ => Kind::Text,
    })
}

/// The types of these numbers, with what they are made of.
async fn types(
    database: &mut PgConnection,
    mut oids: Vec<u32>,
) -> Result<HashMap<u32, Type>, sqlx::Error> {
    let mut known = HashMap::new();
    while !oids.is_empty() {
        let list: Vec<String> = oids.iter().map(ToString::to_string).collect();
        let ask = format!(
            "SELECT oid::int8 AS oid, typname::text AS name, typtype::text AS kind, typcategory::text AS category, \
             typelem::int8 AS element, typbasetype::int8 AS base, typtypmod AS modifier FROM pg_catalog.pg_type \
             WHERE oid IN ({})",
            list.join(", ")
        );
        oids.clear();
        for row in sqlx::query(AssertSqlSafe(ask)).fetch_all(&mut *database).await? {
            let oid =
                |name: &str| row.try_get::<i64, _>(name).map(|n| u32::try_from(n).unwrap_or(0));
            let found = Type {
                name: row.try_get("name")?,
                kind: row.try_get("kind")?,
                category: row.try_get("category")?,
                element: oid("element")?,
                base: oid("base")?,
                modifier: row.try_get("modifier")?,
            };
            oids.extend([found.element, found.base].into_iter().filter(|oid| *oid != 0));
            known.insert(oid("oid")?, found);
        }
        oids.retain(|oid| !known.contains_key(oid));
    }
    Ok(known)
}

async fn modifier(
    database: &mut PgConnection,
    relation: u32,
    number: i16,
) -> Result<i32, sqlx::Error> {
    let ask = format!(
        "SELECT CASE WHEN a.atttypmod = -1 AND t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END FROM \
         pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid WHERE attrelid = {relation} AND \
         attnum = {number}"
    );
    let row = sqlx::query(AssertSqlSafe(ask)).fetch_optional(database).await?;
    row.map_or(Ok(OPEN), |row| row.try_get(0))
}

/// What the widest value needs, of columns of any number of digits: asked of the same snapshot.
async fn measured(
    database: &mut PgConnection,
    asked: &str,
    columns: &[(String, String, Option<Kind>)],
) -> Result<Vec<Option<Kind>>, sqlx::Error> {
    if columns.iter().all(|(_, _, kind)| kind.is_some()) {
        return Ok(vec![None; columns.len()]);
    }
    let names: Vec<String> = (0..columns.len()).map(|at| quoted(&format!("c{at}"), '"')).collect();
    let open = names.iter().zip(columns).filter(|(_, (_, _, kind))| kind.is_none());
    let parts = open.map(|(c, _)| {
        format!(
            "max(scale({c}))::int4, max(length(trunc(abs({c}))::text))::int4, \
             coalesce(bool_or({c}::text IN ('NaN', 'Infinity', '-Infinity')), false)"
        )
    });
    let parts: Vec<String> = parts.collect();
    let ask = format!("SELECT {} FROM ({asked}\n) AS t({})", parts.join(", "), names.join(", "));
    let row = sqlx::query(AssertSqlSafe(ask)).fetch_one(database).await?;
    let mut at = 0;
    let mut kinds = Vec::new();
    for (_, _, kind) in columns {
        if kind.is_some() {
            kinds.push(None);
            continue;
        }
        let scale: Option<i32> = row.try_get(at)?;
        let digits: Option<i32> = row.try_get(at + 1)?;
        let odd: bool = row.try_get(at + 2)?;
        at += 3;
        let (scale, digits) = (scale.unwrap_or(0), digits.unwrap_or(1));
        // Room to grow, as a delivery is held against the one before.
        let precision = (digits + scale).max(i32::from(DIGITS / 2));
        kinds.push(if odd { Some(Kind::Text) } else { Kind::decimal(precision, scale) });
    }
    Ok(kinds)
}
