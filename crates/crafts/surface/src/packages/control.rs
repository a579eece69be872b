//! Stanzas of fields, as dpkg keeps them (`deb822(5)`).

/// The stanzas of a text, without empty ones.
pub(super) fn stanzas(text: &str) -> impl Iterator<Item = Stanza<'_>> {
    let mut rest = text.lines();
    std::iter::from_fn(move || {
        let mut fields: Vec<(&str, &str)> = Vec::new();
        for line in rest.by_ref() {
            if line.trim().is_empty() {
                if fields.is_empty() {
                    continue;
                }
                break;
            }
            // A continued line belongs to the field before it; none of ours goes over lines.
            let begins = !line.starts_with([' ', '\t', '#']);
            if let Some((name, value)) = line.split_once(':').filter(|_| begins) {
                fields.push((name, value.trim()));
            } else if fields.is_empty() {
                fields.push(("", line));
            }
        }
        (!fields.is_empty()).then_some(Stanza(fields))
    })
}

/// One stanza.
pub(super) struct Stanza<'t>(Vec<(&'t str, &'t str)>);

impl<'t> Stanza<'t> {
    /// A field, whose name may be written in any case.
    pub fn field(&self, name: &str) -> Option<&'t str> {
        let found = self.0.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| *value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stanzas_are_parted_by_blank_lines_of_any_kind() {
        let text = "\n\nPackage: a\r\nversion: 1\r\n\r\nPackage: b\nDescription: x\n Version: 9\n \t\nnonsense\n";
        let told: Vec<_> =
            stanzas(text).map(|s| (s.field("Package"), s.field("Version"))).collect();
        assert_eq!(told, [(Some("a"), Some("1")), (Some("b"), None), (None, None)]);
        assert_eq!(stanzas("\n \n").count(), 0);
    }
}
