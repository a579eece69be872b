//! Numbers as people write them: `1,234.50`, `1.234,56`, `1 234,56`, `12,5`, `5.5E+15`, `$5`, `5 %`, `(5)`.

use super::cells::trimmed;
use std::borrow::Cow;

/// A number as it is written, without what it is dressed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Written<'a> {
    negative: bool,
    /// Digits, separators and an exponent.
    body: &'a str,
    pub(super) form: Form,
    /// A currency or a percent sign, as written.
    pub(super) unit: Option<&'a str>,
    /// In parentheses, or with a plus.
    pub(super) adorned: bool,
}

/// How separators are used; what is decided by them alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Digits alone, so many.
    Plain(usize),
    /// Digits that begin with a zero, and are more than that.
    Padded,
    /// `1e5`: digits and an exponent without a sign, as codes may look.
    CodeLike,
    /// `1.5`, and with exponents.
    Point,
    /// `1,5`.
    Comma,
    /// `1,234`: a point in one country and groups in the other.
    EitherComma,
    /// `1.234`.
    EitherPoint,
    /// `1,234,567`, `1,234.5`, `12,34,567`.
    GroupsByComma,
    /// `1.234.567`, `1.234,5`.
    GroupsByPoint,
    /// `1 234`, `1'234`, so many digits; `true` if decimals with a comma, `false` if with a point follow.
    GroupsBySpace(usize, Option<bool>),
}

/// Signs and codes of currencies, in front of a number or behind it; and percent.
const UNITS: [&str; 38] = [
    "R$", "US$", "A$", "C$", "$", "€", "£", "¥", "₹", "₩", "₽", "₺", "₫", "₪", "฿", "₴", "%", "‰",
    "USD", "EUR", "GBP", "CHF", "JPY", "CNY", "INR", "AUD", "CAD", "NZD", "SEK", "NOK", "DKK",
    "PLN", "CZK", "HUF", "BRL", "zł", "Kč", "kr",
];

fn is_group_space(letter: char) -> bool {
    matches!(letter, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '\u{2019}')
}

/// Reads how a cell writes a number; `None` if it writes none.
pub(super) fn written(cell: &str) -> Option<Written<'_>> {
    if cell.len() > 64 || !cell.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if let Some(plain) = plainly(cell) {
        return plain;
    }
    let mut rest = trimmed(cell);
    let (mut negative, mut adorned, mut unit) = (false, false, None);
    if let Some(inner) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        (negative, adorned, rest) = (true, true, inner.trim());
    }
    for _ in 0..2 {
        if let Some(after) = rest.strip_prefix(['-', '\u{2212}']) {
            if std::mem::replace(&mut negative, true) {
                return None;
            }
            rest = after.trim_start();
        } else if let Some(after) = rest.strip_prefix('+') {
            (adorned, rest) = (true, after);
        }
        let before = UNITS.iter().find_map(|sign| Some((*sign, rest.strip_prefix(sign)?)));
        if let Some((sign, after)) = before.filter(|_| unit.is_none()) {
            (unit, rest) = (Some(sign), after.trim_start());
        }
    }
    let behind = UNITS.iter().find_map(|sign| Some((*sign, rest.strip_suffix(sign)?)));
    if let Some((sign, before)) = behind {
        if unit.replace(sign).is_some() {
            return None;
        }
        rest = before.trim_end();
    }
    let form = form(rest)?;
    Some(Written { negative, body: rest, form, unit, adorned })
}

/// What most numbers are: digits, a point and a minus, read without looking for more. `None` if there is.
fn plainly(cell: &str) -> Option<Option<Written<'_>>> {
    let body = cell.strip_prefix('-').unwrap_or(cell);
    let plain = body.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    plain.then(|| {
        let negative = body.len() < cell.len();
        Some(Written { negative, body, form: form(body)?, unit: None, adorned: false })
    })
}

fn form(body: &str) -> Option<Form> {
    let (mantissa, exponent) = match body.find(['e', 'E']) {
        Some(at) => (body.get(..at)?, body.get(at + 1..)),
        None => (body, None),
    };
    if let Some(exponent) = exponent {
        let signed = exponent.starts_with(['+', '-']);
        let digits = exponent.trim_start_matches(['+', '-']);
        if digits.is_empty() || digits.len() > 4 || !all_digits(digits) {
            return None;
        }
        if exponent.len() - digits.len() > 1 {
            return None;
        }
        return match form(mantissa)? {
            Form::Plain(_) if !signed => Some(Form::CodeLike),
            Form::Plain(_) | Form::Point | Form::EitherPoint => Some(Form::Point),
            Form::Comma | Form::EitherComma => Some(Form::Comma),
            _ => None,
        };
    }
    if all_digits(body) {
        return Some(match body.len() {
            0 => return None,
            more if more > 1 && body.starts_with('0') => Form::Padded,
            count => Form::Plain(count),
        });
    }
    if body.contains(is_group_space) {
        return spaced(body);
    }
    let (points, commas) = (count(body, '.'), count(body, ','));
    match (points, commas) {
        (1, 0) => single(body, '.', Form::Point, Form::EitherPoint),
        (0, 1) => single(body, ',', Form::Comma, Form::EitherComma),
        (_, 0) => grouped(body, '.').then_some(Form::GroupsByPoint),
        (0, _) => grouped(body, ',').then_some(Form::GroupsByComma),
        (1, _) if body.rfind('.') > body.rfind(',') => {
            both(body, ',', '.').then_some(Form::GroupsByComma)
        }
        (_, 1) => both(body, '.', ',').then_some(Form::GroupsByPoint),
        _ => None,
    }
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn count(text: &str, letter: char) -> usize {
    text.chars().filter(|other| *other == letter).count()
}

/// One separator: decimals follow it, or one group of three does.
fn single(body: &str, mark: char, decimals: Form, either: Form) -> Option<Form> {
    let (whole, rest) = body.split_once(mark)?;
    if !all_digits(whole) || !all_digits(rest) || (whole.is_empty() && rest.is_empty()) {
        return None;
    }
    // `,5` may be a list that lost its first.
    if mark == ',' && (whole.is_empty() || rest.is_empty()) {
        return None;
    }
    // `007.5` counts something, `00.1` does not.
    if whole.len() > 1 && whole.starts_with('0') {
        return None;
    }
    let grouped = rest.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0');
    Some(if grouped { either } else { decimals })
}

/// Groups of three, the first of one to three; or as in India, of two before the last.
fn grouped(body: &str, mark: char) -> bool {
    let mut parts = body.split(mark);
    let Some(first) = parts.next() else { return false };
    let rest: Vec<&str> = parts.collect();
    let Some((last, middle)) = rest.split_last() else { return false };
    let of = |part: &str, length: usize| part.len() == length && all_digits(part);
    let first_fits = |most: usize| {
        (1..=most).contains(&first.len()) && all_digits(first) && !first.starts_with('0')
    };
    let western = first_fits(3) && rest.iter().all(|part| of(part, 3));
    let indian = mark == ','
        && first_fits(2)
        && !middle.is_empty()
        && of(last, 3)
        && middle.iter().all(|part| of(part, 2));
    western || indian
}

fn both(body: &str, groups: char, decimal: char) -> bool {
    let Some((whole, decimals)) = body.rsplit_once(decimal) else { return false };
    all_digits(decimals) && !decimals.is_empty() && grouped(whole, groups)
}

fn spaced(body: &str) -> Option<Form> {
    let mark = body.chars().find(|letter| is_group_space(*letter))?;
    let (whole, decimals) = match body.rfind(['.', ',']) {
        Some(at) => (body.get(..at)?, body.get(at..)),
        None => (body, None),
    };
    if !grouped(whole, mark) {
        return None;
    }
    let comma = match decimals {
        None => None,
        Some(decimals) if decimals.len() > 1 && all_digits(decimals.get(1..)?) => {
            Some(decimals.starts_with(','))
        }
        Some(_) => return None,
    };
    Some(Form::GroupsBySpace(whole.chars().filter(char::is_ascii_digit).count(), comma))
}

impl<'a> Written<'a> {
    /// The number with a point before its decimals and nothing between its digits, where `decimal` stands
    /// before the decimals of its column.
    pub(super) fn plain(&self, decimal: u8) -> Cow<'a, str> {
        let bare =
            matches!(self.form, Form::Plain(_) | Form::Point | Form::CodeLike | Form::Padded)
                || (self.form == Form::EitherPoint && decimal == b'.');
        if bare && !self.negative {
            return Cow::Borrowed(self.body);
        }
        let mut plain = String::with_capacity(self.body.len() + 1);
        if self.negative {
            plain.push('-');
        }
        for letter in self.body.chars() {
            match letter {
                _ if bare => plain.push(letter),
                '.' | ',' if letter == char::from(decimal) => plain.push('.'),
                '.' | ',' => {}
                space if is_group_space(space) => {}
                other => plain.push(other),
            }
        }
        Cow::Owned(plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cell: &str, decimal: u8) -> Option<String> {
        written(cell).map(|number| number.plain(decimal).into_owned())
    }

    // proves M4
    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (cell, plain) in [
            ("1,234.50", "1234.50"),
            ("1,234,567", "1234567"),
            ("12,34,567.8", "1234567.8"),
            ("$1,200", "1200"),
            ("-$5.25", "-5.25"),
            ("$-5.25", "-5.25"),
            ("(1,200.00)", "-1200.00"),
            ("5 %", "5"),
            ("USD 5", "5"),
            ("+.5", ".5"),
            ("5.5E+15", "5.5E+15"),
            ("1'234.5", "1234.5"),
            ("\u{2212}3", "-3"),
        ] {
            assert_eq!(read(cell, b'.').as_deref(), Some(plain), "{cell}");
        }
        for (cell, plain) in [
            ("1.234,56", "1234.56"),
            ("12,5", "12.5"),
            ("1 234,56", "1234.56"),
            ("1\u{202f}234\u{202f}567,8 €", "1234567.8"),
            ("1.234.567", "1234567"),
            ("1.234", "1234"),
            ("-0,5", "-0.5"),
        ] {
            assert_eq!(read(cell, b',').as_deref(), Some(plain), "{cell}");
        }
        for text in [
            "",
            "-",
            "1,23,4",
            "1.2.3",
            "10.0.0.1",
            "1,",
            ",5",
            "--5",
            "5 kg",
            "e5",
            "1e",
            "1e+-5",
            "0x10",
            "4111 1111 1111 1111",
            "2024-01-01",
            "12:30",
            "1/2",
            "$",
            "$5 €",
            "1,2.3,4",
            "inf",
        ] {
            assert_eq!(written(text), None, "{text}");
        }
    }

    #[test]
    fn what_may_be_read_in_two_ways_is_known() {
        let form = |cell: &str| written(cell).map(|number| number.form);
        assert_eq!(form("1,234"), Some(Form::EitherComma));
        assert_eq!(form("1.234"), Some(Form::EitherPoint));
        assert_eq!(form("0.234"), Some(Form::Point));
        assert_eq!(form("0,234"), Some(Form::Comma));
        assert_eq!(form("1234.567"), Some(Form::Point));
        assert_eq!(form("007"), Some(Form::Padded));
        assert_eq!(form("1e5"), Some(Form::CodeLike));
        assert_eq!(form("1e-05"), Some(Form::Point));
    }
}
