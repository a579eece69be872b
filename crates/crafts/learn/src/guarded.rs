//! Running what may panic over a file that somebody else wrote.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;
use tract_onnx::prelude::{TractError, TractResult};

thread_local! {
    /// Whether a panic of this thread is an answer, and nothing to tell.
    static EXPECTED: Cell<bool> = const { Cell::new(false) };
}

/// `tract-onnx` 0.23 panics at some graphs that name what is not there, and at indices that lead
/// nowhere: that is an error like others, and is told as one.
pub(crate) fn guarded<T>(run: impl FnOnce() -> TractResult<T>) -> TractResult<T> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |panic| {
            if !EXPECTED.get() {
                before(panic);
            }
        }));
    });
    let outer = EXPECTED.replace(true);
    let ran = catch_unwind(AssertUnwindSafe(run));
    EXPECTED.set(outer);
    ran.unwrap_or_else(|_| Err(TractError::msg("its graph is malformed")))
}
