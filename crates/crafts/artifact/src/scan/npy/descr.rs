//! Item types, as NumPy's `dtype_to_descr` writes them.

use super::Literal;

/// How deep structured types may nest.
const DEPTH: usize = 8;

/// What items are in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    /// Raw values of so many bytes.
    Bytes(u64),
    /// A pickle.
    Objects,
}

/// What items of this type are; nothing if NumPy's writer does not write it.
pub(super) fn item(descr: &Literal, depth: usize) -> Option<Item> {
    match descr {
        Literal::Text(code) => simple(code),
        Literal::List(fields) if depth < DEPTH && !fields.is_empty() => {
            fields.iter().try_fold(Item::Bytes(0), |sum, entry| match (sum, field(entry, depth)?) {
                (Item::Bytes(sum), Item::Bytes(more)) => sum.checked_add(more).map(Item::Bytes),
                _ => Some(Item::Objects),
            })
        }
        // A type and a shape: a subarray, which is written for fields alone.
        _ => None,
    }
}

/// `(name, type)`, `((title, name), type)`, or with a shape behind it.
fn field(entry: &Literal, depth: usize) -> Option<Item> {
    let Literal::Tuple(parts) = entry else { return None };
    let (name, kind, shape) = match parts.as_slice() {
        [name, kind] => (name, kind, None),
        [name, kind, Literal::Tuple(shape)] => (name, kind, Some(shape)),
        _ => return None,
    };
    let named = match name {
        Literal::Text(_) => true,
        Literal::Tuple(pair) => {
            pair.len() == 2 && pair.iter().all(|p| matches!(p, Literal::Text(_)))
        }
        _ => false,
    };
    let count = shape.into_iter().flatten().try_fold(1u64, |product, size| match size {
        Literal::Int(size) => product.checked_mul(*size),
        _ => None,
    })?;
    match item(kind, depth + 1).filter(|_| named)? {
        Item::Bytes(width) => width.checked_mul(count).map(Item::Bytes),
        Item::Objects => Some(Item::Objects),
    }
}

/// An order of bytes, a letter and a number: `<f8`, `|S5`, `<U10`, `<M8[ns]`, `|O`.
fn simple(code: &str) -> Option<Item> {
    let rest = code.strip_prefix(['<', '>', '|'])?;
    let mut letters = rest.chars();
    let kind = letters.next()?;
    let rest = letters.as_str();
    if kind == 'O' {
        return rest.is_empty().then_some(Item::Objects);
    }
    let (digits, unit) = rest.split_at(rest.find('[').unwrap_or(rest.len()));
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let size: u64 = digits.parse().ok().filter(|_| plain)?;
    let time = matches!(kind, 'M' | 'm');
    let unit_fits = unit.is_empty()
        || time
            && unit.ends_with(']')
            && unit.chars().skip(1).all(|c| c.is_ascii_alphanumeric() || c == ']');
    let known = match (kind, size) {
        ('b', 1) | ('M' | 'm', 8) | ('S' | 'U' | 'V', _) => true,
        ('i' | 'u', 1 | 2 | 4 | 8) | ('f', 2 | 4 | 8 | 12 | 16) | ('c', 8 | 16 | 24 | 32) => true,
        _ => false,
    };
    let width = if kind == 'U' { size.checked_mul(4)? } else { size };
    (known && unit_fits).then_some(Item::Bytes(width))
}
