//! The frames of encrypted pages, before a length in them is believed: `parquet` 59 allocates what they
//! say, up to 4 GiB, and where that fails the process ends.

use ::parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData, RowGroupMetaData};

/// Whether all modules of these columns lie within their chunks: each is its length (4 bytes, little
/// endian) and so many bytes (Encryption.md, section 5.2).
pub(super) fn fit(file: &[u8], metadata: &ParquetMetaData, columns: &[usize]) -> bool {
    let of_group = |group: &RowGroupMetaData| {
        let chunks = columns.iter().filter_map(|&column| group.columns().get(column));
        chunks.filter(|chunk| chunk.crypto_metadata().is_some()).all(|chunk| fits(file, chunk))
    };
    metadata.row_groups().iter().all(of_group)
}

fn fits(file: &[u8], chunk: &ColumnChunkMetaData) -> bool {
    let start = chunk.dictionary_page_offset().unwrap_or_else(|| chunk.data_page_offset());
    let place = usize::try_from(start).ok().zip(usize::try_from(chunk.compressed_size()).ok());
    let bytes = place.and_then(|(start, length)| file.get(start..start.checked_add(length)?));
    bytes.is_some_and(framed)
}

fn framed(mut rest: &[u8]) -> bool {
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let length = usize::try_from(u32::from_le_bytes(*length));
        let Some((_, after)) = length.ok().and_then(|length| after.split_at_checked(length)) else {
            return false;
        };
        rest = after;
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::framed;

    #[test]
    fn frames_are_whole_or_refused() {
        assert!(framed(&[]) && framed(&[1, 0, 0, 0, 9]) && framed(&[0, 0, 0, 0, 1, 0, 0, 0, 9]));
        for cut in [&[1, 0, 0, 0][..], &[2, 0, 0, 0, 9], &[0, 0, 0], &[255, 255, 255, 255, 1]] {
            assert!(!framed(cut), "{cut:?}");
        }
    }
}
