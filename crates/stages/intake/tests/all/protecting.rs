//! What is classed confidential or higher is never at rest in clear.

use super::validating::classified;
use crate::intake::validate::excluded;
use crate::intake::{
    AtRest, ProtectError, Protected, ReopenError, Validated, measure, probes, protect, reopen,
    unprotected, validate, viewer,
};
use arrow::array::AsArray;
use bytes::Bytes;
use protect::parquet::{WriteOptions, contains_clear, read, write};
use protect::{Kek, TokenSecret, Viewer};
use std::collections::BTreeSet;
use tables::sample::{self, Sample};
use terms::seal::SealKey;
use terms::{Class, Classification, Digest, Handlings, Receipt, State, Timestamp};

struct Scene {
    sample: Sample,
    classification: Classification,
    validated: Validated,
    kek: Kek,
    viewer: Viewer,
}

fn scene() -> Scene {
    let sample = sample::generate(1_500, 21).unwrap();
    let table = sample.table().unwrap();
    let classification = classified(&table, Some(sample::LABEL));
    let validated = validate(&table, &classification, Some(sample::LABEL)).unwrap();
    let viewer = viewer(TokenSecret::generate().unwrap());
    Scene { sample, classification, validated, kek: Kek::generate().unwrap(), viewer }
}

impl Scene {
    fn protect(&self, handlings: &Handlings) -> Result<Protected, ProtectError> {
        protect("loans", &self.validated, &self.classification, handlings, &self.kek, &self.viewer)
    }
}

fn values<'s>(sample: &'s Sample, columns: &[&str]) -> BTreeSet<&'s str> {
    let all = columns.iter().flat_map(|name| {
        sample.batch.column_by_name(name).unwrap().as_string::<i32>().iter().flatten()
    });
    all.filter(|value| value.len() >= 6).collect()
}

const PERSONAL: [&str; 8] =
    ["full_name", "email", "phone", "ssn", "card_number", "iban", "street_address", "birth_date"];

// proves M5
#[test]
fn planted_values_are_nowhere_in_the_file_unless_a_column_is_left_unencrypted() {
    let scene = scene();
    let planted = values(&scene.sample, &PERSONAL);
    let needles: Vec<&str> = planted.iter().copied().step_by(8).collect();
    assert!(needles.len() > 1_000);
    let protected = scene.protect(&Handlings::default()).unwrap();
    assert_eq!(contains_clear(&protected.file, &scene.kek, &needles).unwrap(), Vec::<usize>::new());

    let mut plan = protected.plan.clone();
    plan.columns.iter_mut().find(|c| c.name == "email").unwrap().encrypt = false;
    let cut =
        write(&protected.stored, &plan, "loans", &scene.kek, &WriteOptions::default()).unwrap();
    let found = contains_clear(&Bytes::from(cut), &scene.kek, &needles).unwrap();
    assert!(found.len() > 100 && found.iter().all(|&at| needles[at].contains('@')));
}

// proves M18
#[test]
fn a_column_that_is_left_in_clear_is_told_from_the_file_itself() {
    let scene = scene();
    let protected = scene.protect(&Handlings::default()).unwrap();
    assert!(unprotected(&protected.file, &scene.kek).unwrap().is_empty());
    for name in ["ssn", "full_name", "notes", "region"] {
        let mut plan = protected.plan.clone();
        plan.columns.iter_mut().find(|c| c.name == name).unwrap().encrypt = false;
        let cut =
            write(&protected.stored, &plan, "loans", &scene.kek, &WriteOptions::default()).unwrap();
        let told = unprotected(&Bytes::from(cut), &scene.kek).unwrap();
        assert_eq!(told, [name]);
    }
}

// proves M5
#[test]
fn every_column_is_encrypted_whatever_its_class_or_the_handling_says() {
    let scene = scene();
    let mut handlings = Handlings::default();
    for class in Class::ALL {
        handlings.of_mut(class).encrypt = false;
    }
    let protected = scene.protect(&handlings).unwrap();
    assert!(unprotected(&protected.file, &scene.kek).unwrap().is_empty());
    let open = protect::parquet::exposed(&protected.file, &scene.kek).unwrap();
    assert_eq!(open.num_columns(), 0, "with the footer's key alone, nothing is readable");
    let public = scene.classification.columns.iter().filter(|c| c.class <= Class::Internal);
    assert!(public.count() >= 3, "or nothing was shown");
}

#[test]
fn what_was_protected_reads_back_with_the_key_alone() {
    let scene = scene();
    let protected = scene.protect(&Handlings::default()).unwrap();
    let back = read(protected.file.clone(), "loans", &scene.kek, None).unwrap();
    assert_eq!(crate::intake::validate::content_digest(&back), scene.validated.content_digest);
    assert!(read(protected.file, "loans", &Kek::generate().unwrap(), None).is_err());
}

// proves M17
#[test]
fn the_view_shows_no_planted_value_and_says_whom_it_singles_out() {
    let scene = scene();
    let handlings = Handlings::default();
    let protected = scene.protect(&handlings).unwrap();
    let view = protected
        .plan
        .view(&protected.stored, &scene.classification, &handlings, &scene.viewer)
        .unwrap();
    let planted = values(
        &scene.sample,
        &["full_name", "email", "ssn", "card_number", "iban", "street_address"],
    );
    for column in view.columns() {
        let Some(texts) = column.as_string_opt::<i32>() else { continue };
        assert!(texts.iter().flatten().all(|value| !planted.contains(value)));
    }
    let measured = measure(&protected, &scene.classification, &handlings, &scene.viewer).unwrap();
    assert_eq!(measured.masked.rows, 1_500);
    assert!(measured.masked.unique_rows <= measured.shown.unique_rows);
    let years = measured.reversals.iter().find(|(name, _)| name == "birth_date").unwrap();
    assert!(years.1.share < 0.05, "{years:?}");
}

// proves M19
#[test]
fn a_table_comes_back_only_as_it_was_signed_for() {
    let scene = scene();
    let source = scene.sample.table().unwrap().source;
    let receipt =
        crate::intake::receipt("loans", &source, &scene.validated, Timestamp::from_unix(0));
    let protected = scene.protect(&Handlings::default()).unwrap();
    let again = |dataset: &str, receipt: &Receipt| {
        reopen(protected.file.clone(), dataset, &scene.kek, &protected.plan, receipt)
    };
    let back = again("loans", &receipt).unwrap();
    assert_eq!(excluded(&back, Some(sample::LABEL)), scene.validated.excluded);
    assert_eq!(scene.validated.excluded, scene.sample.truth.shifted);
    assert!(again("other", &receipt).is_err());
    let other = Receipt { content_digest: Digest::of(b"another table"), ..receipt.clone() };
    assert!(matches!(again("loans", &other), Err(ReopenError::Content)));
    let shorter = Receipt { rows: 9, ..receipt };
    assert!(matches!(again("loans", &shorter), Err(ReopenError::Rows { found: 1_500, signed: 9 })));
}

// proves M5
#[test]
fn probes_believe_files_and_signatures_alone() {
    let scene = scene();
    let (source, now) = (scene.sample.table().unwrap().source, Timestamp::from_unix(0));
    let key = SealKey::generate().unwrap();
    let receipt = crate::intake::receipt("loans", &source, &scene.validated, now);
    let envelope = crate::intake::sign(&receipt, &key).unwrap();
    let protected = scene.protect(&Handlings::default()).unwrap();
    let states = |dataset, file, key: &SealKey| {
        let classification = &scene.classification;
        let version = AtRest { dataset, number: 1, classification, receipt: &envelope, file };
        probes(&[version], &scene.kek, &key.public(), now)
            .iter()
            .map(|p| p.state)
            .collect::<Vec<_>>()
    };
    let whole = Some(protected.file.clone());
    assert_eq!(states("loans", whole.clone(), &key), [State::Proven, State::Proven]);
    assert_eq!(states("loans", None, &key), [State::Unknown, State::Proven]);
    assert_eq!(
        states("loans", Some(Bytes::from_static(b"PARE")), &key),
        [State::Unknown, State::Proven]
    );
    assert_eq!(states("others", whole.clone(), &key), [State::Proven, State::Failed]);
    assert_eq!(
        states("loans", whole, &SealKey::generate().unwrap()),
        [State::Proven, State::Failed]
    );
    let mut plan = protected.plan.clone();
    plan.columns.iter_mut().find(|c| c.name == "iban").unwrap().encrypt = false;
    let cut =
        write(&protected.stored, &plan, "loans", &scene.kek, &WriteOptions::default()).unwrap();
    assert_eq!(states("loans", Some(Bytes::from(cut)), &key), [State::Failed, State::Proven]);
    let none = probes(&[], &scene.kek, &key.public(), now);
    assert!(none.iter().all(|probed| probed.state == State::NotApplicable));
}
