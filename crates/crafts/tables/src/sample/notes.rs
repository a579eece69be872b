//! Free text, in some of which something hides.

use super::plan::{Mark, one};
use super::{numbers, people};
use rand_chacha::ChaCha8Rng;

const OPENINGS: [&str; 6] = [
    "Called back in the afternoon.",
    "Applied at the branch.",
    "Existing customer with a good history.",
    "Asked for a longer term.",
    "Papers came in complete.",
    "Application was started online and finished by phone.",
];
const MIDDLES: [&str; 6] = [
    "Prefers a fixed rate.",
    "Payslips of three months were shown.",
    "Wants to repay early if possible.",
    "A second borrower may join later.",
    "The purpose was explained in detail.",
    "Has an older loan with another bank.",
];
const ENDINGS: [&str; 5] = [
    "To be decided this week.",
    "No further questions.",
    "Waiting for the land register.",
    "Colleague will follow up.",
    "Sent the summary by post.",
];

/// A note of three sentences; in the rows marked so, one more with an email or a card number.
pub(super) fn note(rng: &mut ChaCha8Rng, mark: &Mark) -> String {
    let plain = format!("{} {} {}", one(&OPENINGS, rng), one(&MIDDLES, rng), one(&ENDINGS, rng));
    match mark {
        Mark::HiddenEmail => {
            format!("{plain} Reach the partner at {} instead.", people::any_email(rng))
        }
        Mark::HiddenCard => format!("{plain} Fee was paid with card {} today.", numbers::card(rng)),
        _ => plain,
    }
}
