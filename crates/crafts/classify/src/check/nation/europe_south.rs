//! Personal numbers of France, Spain and Italy.

use crate::check::digits::{fixed, number};

/// A French NIR with its key: 97 less the number mod 97; Corsican departments 2A and 2B count as
/// 19 and 18 (INSEE).
pub fn nir(value: &str) -> bool {
    let mut compact = String::with_capacity(15);
    for c in value.chars().filter(|c| *c != ' ') {
        if compact.len() == 15 || !c.is_ascii_alphanumeric() {
            return false;
        }
        compact.push(c);
    }
    let plain = match compact.get(5..7) {
        Some("2A") => splice(&compact, "19"),
        Some("2B") => splice(&compact, "18"),
        _ => compact,
    };
    let Some(digits) = fixed::<15>(&plain, "") else { return false };
    let month = digits[3] * 10 + digits[4];
    matches!(digits[0], 1 | 2 | 7 | 8)
        && matches!(month, 1..=12 | 20..=42 | 50..=99)
        && 97 - number(&digits[..13]) % 97 == number(&digits[13..])
}

fn splice(compact: &str, department: &str) -> String {
    compact.chars().take(5).chain(department.chars()).chain(compact.chars().skip(7)).collect()
}

/// A Spanish DNI or NIE: the control letter is the number mod 23 (Orden INT/2058/2008).
pub fn dni(value: &str) -> bool {
    const LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";
    let compact: Vec<u8> = value.bytes().filter(|byte| *byte != b'-').take(10).collect();
    let [first, middle @ .., letter] = compact.as_slice() else { return false };
    let lead = match first {
        b'0'..=b'9' => first - b'0',
        b'X' | b'Y' | b'Z' => first - b'X',
        _ => return false,
    };
    if middle.len() != 7 || value.len() > 11 || !middle.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let rest = middle.iter().fold(u64::from(lead), |n, byte| n * 10 + u64::from(byte - b'0')) % 23;
    usize::try_from(rest).ok().and_then(|at| LETTERS.get(at)) == Some(letter)
}

/// An Italian codice fiscale: letters and digits in their places, check character as in
/// D.M. 23 December 1976, art. 2 (letters may stand for digits where two people coincide).
pub fn fiscal_code(value: &str) -> bool {
    let bytes = value.as_bytes();
    let [body @ .., check] = bytes else { return false };
    body.len() == 15
        && body.iter().enumerate().all(|(place, byte)| fits(place, *byte))
        && (fiscal_sum(body) % 26) as u8 + b'A' == *check
}

fn fits(place: usize, byte: u8) -> bool {
    match place {
        0..=5 | 11 => byte.is_ascii_uppercase(),
        8 => b"ABCDEHLMPRST".contains(&byte),
        _ => byte.is_ascii_digit() || b"LMNPQRSTUV".contains(&byte),
    }
}

fn fiscal_sum(body: &[u8]) -> u32 {
    /// What a character counts in the 1st, 3rd, 5th … place, from 0 or A on.
    const ODD: [u32; 26] = [
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24,
        23,
    ];
    body.iter()
        .enumerate()
        .map(|(place, byte)| {
            let rank = if byte.is_ascii_digit() { byte - b'0' } else { byte.wrapping_sub(b'A') };
            match place % 2 {
                0 => ODD.get(usize::from(rank)).copied().unwrap_or_default(),
                _ => u32::from(rank),
            }
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{accepts, one_change_is_noticed, refuses};

    // proves M16
    #[test]
    fn vectors() {
        accepts(nir, &["2 55 08 14 168 025 38", "255081416802538", "184127645108946"]);
        refuses(nir, &["255081416802539", "355081416802538", "2 55 08", "é55081416802538"]);
        one_change_is_noticed(nir, &["255081416802538"]);
        accepts(dni, &["12345678Z", "X1234567L", "12345678-Z"]);
        refuses(dni, &["12345678A", "1234567Z", "", "ZZZZZZZZZ"]);
        one_change_is_noticed(dni, &["12345678Z"]);
        accepts(fiscal_code, &["RSSMRA85T10A562S", "MRTMTT25D09F205Z"]);
        refuses(fiscal_code, &["RSSMRA85T10A562A", "RSSMRA85Z10A562S", "", "é"]);
    }

    #[test]
    fn corsica_counts() {
        let key = 97 - 2_840_319_001_001_u64 % 97;
        assert!(nir(&format!("284032A001001{key:02}")));
    }
}
