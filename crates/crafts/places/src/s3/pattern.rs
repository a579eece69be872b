//! Patterns of keys.

/// One part of a pattern.
#[derive(Clone, Copy)]
enum Part {
    /// `**`: anything.
    Any,
    /// `*`: anything within a folder.
    Name,
    /// `?`: one byte within a folder.
    One,
    Byte(u8),
}

/// Whether `key` is of the form `pattern`; `*` stops at a slash, `**` does not. In time that grows with their
/// lengths multiplied.
pub(super) fn fits(pattern: &str, key: &str) -> bool {
    let parts = parts(pattern.as_bytes());
    // Where in the pattern what was read so far may end.
    let mut ends = through(&parts, vec![true; 1]);
    for byte in key.bytes() {
        let mut next = vec![false; parts.len() + 1];
        for (at, part) in parts.iter().enumerate().filter(|(at, _)| ends.get(*at) == Some(&true)) {
            let to = match part {
                Part::Any => at,
                Part::Name if byte != b'/' => at,
                Part::One if byte != b'/' => at + 1,
                Part::Byte(own) if *own == byte => at + 1,
                _ => continue,
            };
            if let Some(end) = next.get_mut(to) {
                *end = true;
            }
        }
        ends = through(&parts, next);
    }
    ends.last() == Some(&true)
}

fn parts(pattern: &[u8]) -> Vec<Part> {
    let (mut parts, mut rest) = (Vec::with_capacity(pattern.len()), pattern);
    loop {
        let part = match rest {
            [] => return parts,
            [b'*', b'*', after @ ..] => (Part::Any, after),
            [b'*', after @ ..] => (Part::Name, after),
            [b'?', after @ ..] => (Part::One, after),
            [byte, after @ ..] => (Part::Byte(*byte), after),
        };
        parts.push(part.0);
        rest = part.1;
    }
}

/// Stars may stand for nothing.
fn through(parts: &[Part], mut ends: Vec<bool>) -> Vec<bool> {
    ends.resize(parts.len() + 1, false);
    for (at, part) in parts.iter().enumerate() {
        if matches!(part, Part::Any | Part::Name)
            && ends.get(at) == Some(&true)
            && let Some(end) = ends.get_mut(at + 1)
        {
            *end = true;
        }
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stops_at_a_slash() {
        for (pattern, key, right) in [
            ("a/*.csv", "a/b.csv", true),
            ("a/*.csv", "a/b/c.csv", false),
            ("a/**.csv", "a/b/c.csv", true),
            ("a/year=*/p?.csv", "a/year=2024/p1.csv", true),
            ("a/year=*/p?.csv", "a/year=2024/p/.csv", false),
            ("a*", "a", true),
            ("*", "", true),
            ("a", "ab", false),
            ("**", "a/b/c", true),
        ] {
            assert_eq!(fits(pattern, key), right, "{pattern} {key}");
        }
    }

    #[test]
    fn many_stars_take_no_longer_than_few() {
        let (pattern, key) = ("*a".repeat(400), "a".repeat(1_023) + "b");
        assert!(!fits(&pattern, &key));
    }
}
