//! From where a cluster may load models. A place more is a way more into operations.

use super::{Changed, tell};
use crate::config::Admission;

pub(super) fn changes(was: &Admission, is: &Admission, all: &mut Vec<Changed>) {
    let Admission { from } = is;
    for place in from.iter().filter(|place| !was.from.contains(place)) {
        tell(all, format!("a cluster may load promoted models from {}", place.as_str()), true);
    }
    for place in was.from.iter().filter(|place| !from.contains(place)) {
        tell(all, format!("a cluster may load no models from {}", place.as_str()), false);
    }
}
