//! Lists of words that are held as sorted lines of text.

/// Whether one of the sorted lines of `list` is `word`.
pub fn holds(list: &str, word: &str) -> bool {
    let bytes = list.as_bytes();
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start =
            bytes.iter().take(middle).rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let end = bytes
            .iter()
            .skip(middle)
            .position(|byte| *byte == b'\n')
            .map_or(bytes.len(), |at| middle + at);
        match bytes.get(start..end).unwrap_or_default().cmp(word.as_bytes()) {
            std::cmp::Ordering::Equal => return !word.is_empty(),
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    false
}
