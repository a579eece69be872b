//! What was probably meant by a name that there is not.

/// The end of a message, if something was meant.
pub(crate) fn suggested(key: Option<&str>) -> String {
    key.map(|key| format!("; did you mean `{key}`?")).unwrap_or_default()
}

/// Characters of the longest name that is compared with those there are, letter by letter.
const LONGEST: usize = 64;

/// The name of `known` that was probably meant by `unknown`.
pub(crate) fn nearest<'a>(
    unknown: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    if unknown.chars().count() > LONGEST {
        return None;
    }
    known
        .into_iter()
        .filter(|name| name.chars().count() <= LONGEST)
        .map(|name| (strsim::damerau_levenshtein(unknown, name), name))
        .min()
        .filter(|(distance, name)| *distance <= name.len().max(unknown.len()) / 2)
        .map(|(_, name)| name)
}
