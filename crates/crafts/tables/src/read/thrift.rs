//! What a Parquet file says about itself, walked before `parquet` 59 reads it: that takes a step for each
//! element which a list claims to have, and booleans that it skips take none of the file's bytes, so that
//! six bytes make it take two thousand million steps. (Thrift compact protocol; parquet.thrift has no list
//! of booleans in a footer or in the header of a page.)

/// How deep structs and lists may nest, as in `parquet`.
const DEPTH: usize = 64;
/// The field of `PageHeader` that says how long the page is.
const COMPRESSED_PAGE_SIZE: u64 = 3;

/// Whether the footer of `file` claims more than it holds. What is no footer at all is for others to tell.
pub(super) fn footer_overclaims(file: &[u8]) -> bool {
    let Some((rest, [a, b, c, d, _, _, _, _])) = file.split_last_chunk::<8>() else { return false };
    let length = usize::try_from(u32::from_le_bytes([*a, *b, *c, *d])).unwrap_or(usize::MAX);
    let footer = rest.len().checked_sub(length).and_then(|start| rest.get(start..));
    footer.is_some_and(|footer| Walk::of(footer).overclaims)
}

/// Whether the header of a page in the chunk `pages` does.
pub(super) fn page_overclaims(mut pages: &[u8]) -> bool {
    while !pages.is_empty() {
        let walk = Walk::of(pages);
        if walk.overclaims {
            return true;
        }
        let after = usize::try_from(walk.page_size).ok().and_then(|size| walk.rest.get(size..));
        match after.filter(|after| walk.whole && after.len() < pages.len()) {
            Some(after) => pages = after,
            None => return false,
        }
    }
    false
}

/// One struct, walked to its end.
struct Walk<'b> {
    rest: &'b [u8],
    overclaims: bool,
    whole: bool,
    page_size: i64,
}

impl<'b> Walk<'b> {
    fn of(bytes: &'b [u8]) -> Self {
        let mut walk = Self { rest: bytes, overclaims: false, whole: false, page_size: -1 };
        walk.whole = walk.fields(0).is_some();
        walk
    }

    fn fields(&mut self, depth: usize) -> Option<()> {
        let mut field = 0;
        loop {
            let head = self.byte()?;
            let (delta, kind) = (u64::from(head >> 4), head & 15);
            if kind == 0 {
                return Some(());
            }
            field = if delta == 0 { zigzag(self.varint()?) } else { field + i128::from(delta) };
            if depth == 0 && kind == 5 && field == i128::from(COMPRESSED_PAGE_SIZE) {
                self.page_size = i64::try_from(zigzag(self.varint()?)).ok()?;
            } else {
                self.value(kind, depth + 1)?;
            }
        }
    }

    fn value(&mut self, kind: u8, depth: usize) -> Option<()> {
        match kind {
            _ if depth > DEPTH => None,
            1 | 2 => Some(()),
            3 => self.byte().map(|_| ()),
            4..=6 => self.varint().map(|_| ()),
            7 => self.take(8),
            8 => {
                let length = usize::try_from(self.varint()?).ok()?;
                self.take(length)
            }
            9 | 10 => self.list(depth),
            11 => self.map(),
            12 => self.fields(depth),
            13 => self.take(16),
            _ => None,
        }
    }

    fn list(&mut self, depth: usize) -> Option<()> {
        let head = self.byte()?;
        let (short, kind) = (u64::from(head >> 4), head & 15);
        let count = if short == 15 { self.varint()? } else { short };
        // Each element has a byte at least, and is never a boolean.
        if count > self.rest.len() as u64 || (count > 0 && matches!(kind, 1 | 2)) {
            self.overclaims = true;
            return None;
        }
        (0..count).try_for_each(|_| self.value(kind, depth + 1))
    }

    /// There is none in what is walked here, but an empty one.
    fn map(&mut self) -> Option<()> {
        self.overclaims |= self.varint()? > 0;
        (!self.overclaims).then_some(())
    }

    fn byte(&mut self) -> Option<u8> {
        let (&byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(byte)
    }

    fn take(&mut self, count: usize) -> Option<()> {
        self.rest = self.rest.get(count..)?;
        Some(())
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..70).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }
}

fn zigzag(value: u64) -> i128 {
    i128::from(value >> 1) ^ -i128::from(value & 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file that ends in this footer.
    fn file(footer: &[u8]) -> Vec<u8> {
        let length = u32::try_from(footer.len()).unwrap().to_le_bytes();
        [b"PAR1", footer, &length, b"PAR1"].concat()
    }

    #[test]
    fn a_list_that_costs_no_bytes_is_told() {
        // Field 9, which nobody knows: a list of 2^31 - 1 booleans, in six bytes.
        let endless = [0x99, 0xf1, 0xff, 0xff, 0xff, 0xff, 0x07, 0];
        assert!(footer_overclaims(&file(&endless)));
        assert!(footer_overclaims(&file(&[0x99, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07, 0])));
        assert!(footer_overclaims(&file(&[0x9b, 9, 0x11, 0])));
        assert!(!footer_overclaims(&file(&[0x99, 0x25, 2, 4, 0])));
        assert!(!footer_overclaims(b"PAR1") && !footer_overclaims(&file(&[0x15])));
        // A page of two bytes, and the header of the next.
        let page = [0x15, 0, 0x25, 4, 0, 1, 1];
        assert!(!page_overclaims(&[page, page].concat()));
        assert!(page_overclaims(&[&page[..], &endless].concat()));
        assert!(!page_overclaims(&[page.as_slice(), &[0x15]].concat()));
    }
}
