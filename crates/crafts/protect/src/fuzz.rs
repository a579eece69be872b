//! What holds of any bytes that are opened, shown or led back. The fuzzer runs this, and the tests its
//! seeds.

use crate::parquet::{contains_clear, inspect, read};
use crate::{Kek, TokenKey, TokenSecret, detokenise, mask, mask_spans, tokenise};
use bytes::Bytes;
use std::sync::OnceLock;
use terms::InfoType;

/// A name, and what holds of any bytes.
pub type Target = (&'static str, fn(&[u8]));

/// What is fuzzed.
pub const TARGETS: &[Target] = &[
    ("protect-token", token),
    ("protect-mask", masked),
    ("protect-keys", keys),
    ("protect-parquet", parquet),
];

/// Of the seeds, and of nothing else: who knows it is everybody.
const KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
/// The one column of the table in the seeds, and its values.
const COLUMN: &str = "ssn";
const VALUES: [&str; 3] = ["536-90-4399", "219-09-9999", "078-05-1120"];
/// Letters that a mask may leave in a row: the vendor's part of a MAC address.
const RUN: usize = 9;

/// A value leads to one token and back; what leads back is the token of what it leads to.
fn token(bytes: &[u8]) {
    let Some((&kind, text)) = bytes.split_first() else { return };
    let text = String::from_utf8_lossy(text);
    let Some(key) = token_keys().get(usize::from(kind) % InfoType::ALL.len()) else { return };
    let Ok(token) = tokenise(key, &text) else { return };
    assert_eq!(detokenise(key, &token).as_deref(), Ok(&*text), "{}", key.info_type());
    if let Ok(value) = detokenise(key, &text) {
        assert_eq!(tokenise(key, &value).as_deref(), Ok(&*text), "{}", key.info_type());
    }
}

fn token_keys() -> &'static [TokenKey] {
    static KEYS: OnceLock<Vec<TokenKey>> = OnceLock::new();
    KEYS.get_or_init(|| {
        let Ok(secret) = TokenSecret::from_hex(KEY) else { return Vec::new() };
        InfoType::ALL.iter().filter_map(|&info_type| secret.key(info_type).ok()).collect()
    })
}

/// A mask is short and shows no long part of the value; what a span covers is gone.
fn masked(bytes: &[u8]) {
    use InfoType::{Age, GeoCoordinate, Number, PersonName, Salary};
    let text = String::from_utf8_lossy(bytes);
    let letters: Vec<char> = text.chars().take(200).collect();
    let text: String = letters.iter().collect();
    for &info_type in InfoType::ALL {
        let shown = mask(info_type, &text);
        if [Age, Salary, Number, GeoCoordinate].contains(&info_type) {
            continue;
        }
        if info_type == PersonName {
            // Of a name that is initials, they stay; more than four never do.
            assert!(shown.chars().filter(|letter| letter.is_alphabetic()).count() <= 4, "{shown}");
            continue;
        }
        // A value may be a mask already.
        for run in letters.windows(RUN + 1).filter(|run| !run.contains(&'•')) {
            let run: String = run.iter().collect();
            assert!(!shown.contains(&run), "{info_type} shows {run:?}");
        }
    }
    let half = text.char_indices().nth(letters.len() / 2).map_or(0, |(at, _)| at);
    let _ = mask_spans(&text, &[0..half, half..text.len() + 1, half..half]);
    let whole = Vec::from_iter([0..half, half..text.len()]);
    assert!(!mask_spans(&text, &whole).chars().any(char::is_alphanumeric));
}

/// Key files and wrapped keys: nothing that we did not wrap unwraps.
fn keys(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(kek) = Kek::from_hex(&text) {
        assert!(Kek::from_hex(&kek.to_hex()).is_ok_and(|again| again.id() == kek.id()));
        assert!(kek.unwrap(&text).is_err());
    }
    if let Some(kek) = kek() {
        assert!(kek.unwrap(&text).is_err(), "a key that nobody wrapped");
    }
}

/// Files of the one dataset under the one key: what opens is what was written, whatever was changed.
fn parquet(bytes: &[u8]) {
    let Some(kek) = kek() else { return };
    let file = Bytes::copy_from_slice(bytes);
    if let Ok(inspection) = inspect(&file, kek) {
        assert!(inspection.columns.len() <= bytes.len());
        let _ = contains_clear(&file, kek, &VALUES);
    }
    let Ok(table) = read(file, "seeds", kek, None) else { return };
    let text = format!("{:?}", table.column_by_name(COLUMN));
    for value in VALUES {
        assert!(text.contains(value), "another table opens");
    }
    assert_eq!((table.num_rows(), table.num_columns()), (VALUES.len(), 1));
}

fn kek() -> Option<&'static Kek> {
    static KEK: OnceLock<Option<Kek>> = OnceLock::new();
    KEK.get_or_init(|| Kek::from_hex(KEY).ok()).as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Plan;
    use crate::parquet::{WriteOptions, write};
    use arrow::array::{ArrayRef, RecordBatch, StringArray};
    use std::sync::Arc;
    use terms::ColumnPlan;
    use terms::{Class, Kind, View};

    fn sealed() -> Vec<u8> {
        let column: ArrayRef = Arc::new(StringArray::from(VALUES.to_vec()));
        let batch = RecordBatch::try_from_iter([(COLUMN, column)]).unwrap();
        let plan = Plan {
            columns: vec![ColumnPlan {
                name: COLUMN.to_owned(),
                info_type: InfoType::UsSsn,
                kind: Kind::Text,
                class: Class::Restricted,
                encrypt: true,
                view: View::Token,
                retain: true,
            }],
        };
        write(&batch, &plan, "seeds", kek().unwrap(), &WriteOptions::default()).unwrap()
    }

    #[test]
    fn every_seed_of_the_fuzzer_holds() {
        needs::replay(TARGETS);
    }

    /// Else nothing would be asserted of files that open.
    #[test]
    fn a_file_of_the_seeds_opens() {
        let file = sealed();
        assert!(read(file.clone().into(), "seeds", kek().unwrap(), None).is_ok());
        parquet(&file);
        if let Some(seed) = std::env::var_os("HYGEIA_SEED_FILE") {
            std::fs::write(seed, file).unwrap();
        }
    }
}
