//! What every program has in common: which target it runs, and how much memory that may take.

use std::alloc::System;
use std::panic;
use std::sync::OnceLock;

/// A target: its name, and what it asserts of any bytes.
type Target = (&'static str, fn(&[u8]));

/// Names the target that is run.
const CHOICE: &str = "HYGEIA_FUZZ_TARGET";
/// Bytes that a target may hold at once. Beyond them allocating fails, which ends the program.
const MEMORY: usize = 512 << 20;

#[global_allocator]
static MEMORY_IN_USE: cap::Cap<System> = cap::Cap::new(System, MEMORY);

/// The program of a room: `program!(gate::fuzz::TARGETS)`.
#[macro_export]
macro_rules! program {
    ($targets:expr) => {
        libfuzzer_sys::fuzz_target!(init: $crate::quiet(), |bytes| $crate::chosen($targets)(bytes));
    };
}

/// The target that the environment names.
///
/// # Panics
/// If it names none of them.
pub fn chosen(targets: &'static [Target]) -> fn(&[u8]) {
    static CHOSEN: OnceLock<fn(&[u8])> = OnceLock::new();
    *CHOSEN.get_or_init(|| {
        let name = std::env::var(CHOICE).unwrap_or_default();
        let target = targets.iter().find(|(known, _)| *known == name);
        let names: Vec<&str> = targets.iter().map(|(known, _)| *known).collect();
        assert!(target.is_some(), "{CHOICE} is {name:?}; the targets are {}", names.join(", "));
        target.map_or(|_| (), |(_, run)| *run)
    })
}

/// A panic that is caught where a library is known to panic is an error like others: what ends the
/// program is one that comes out of the target.
pub fn quiet() {
    panic::set_hook(Box::new(|panic| {
        if std::env::var_os("HYGEIA_FUZZ_QUIET").is_none() {
            eprintln!("{panic}");
        }
    }));
}
