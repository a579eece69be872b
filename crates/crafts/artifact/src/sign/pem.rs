//! PEM blocks (RFC 7468) within a text that may hold several, and words around them: OpenSSL writes the
//! parameters of a curve before the key, and a description before a certificate.

/// Blocks that are looked at in one file.
const BLOCKS: usize = 256;

/// One block, with its marks: `-----BEGIN EC PRIVATE KEY-----` and so on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Block<'a> {
    pub label: &'a str,
    pub text: &'a str,
}

/// The blocks of `text`, in their order. What is cut off is none.
pub(super) fn blocks(text: &str) -> Vec<Block<'_>> {
    const BEGIN: &str = "-----BEGIN ";
    let (mut found, mut rest) = (Vec::new(), text);
    while let Some(at) = rest.find(BEGIN)
        && found.len() < BLOCKS
    {
        let block = rest.get(at..).unwrap_or_default();
        let after = block.get(BEGIN.len()..).unwrap_or_default();
        rest = after;
        let Some((label, _)) = after.split_once("-----") else { continue };
        let end = format!("-----END {label}-----");
        let Some(length) = block.find(&end) else { continue };
        let (text, after) = block.split_at(length + end.len());
        found.push(Block { label, text });
        rest = after;
    }
    found
}

/// The first block with one of `labels`.
pub(super) fn first<'a>(text: &'a str, labels: &[&str]) -> Option<Block<'a>> {
    blocks(text).into_iter().find(|block| labels.contains(&block.label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_found_among_words_and_what_is_cut_off_is_none() {
        let text = "Bag\n-----BEGIN EC PARAMETERS-----\nAA==\n-----END EC PARAMETERS-----\r\n\
                    -----BEGIN EC PRIVATE KEY-----\nBB==\n-----END EC PRIVATE KEY-----\n\
                    -----BEGIN CERTIFICATE-----\nCC==\n";
        let labels: Vec<&str> = blocks(text).iter().map(|block| block.label).collect();
        assert_eq!(labels, ["EC PARAMETERS", "EC PRIVATE KEY"]);
        assert!(first(text, &["EC PRIVATE KEY"]).unwrap().text.ends_with("KEY-----"));
        assert_eq!(first(text, &["CERTIFICATE"]), None);
    }
}
