//! A reader that panics costs its file, not the run, and prints nothing.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook, take_hook};
use std::sync::Once;

use crate::model::OpenFault;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Keeps panics of file readers from being printed; all others are printed as before. To be called once by a face.
pub fn quiet_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let printed = take_hook();
        set_hook(Box::new(move |panic| {
            if QUIET.get() {
                remember(panic);
            } else {
                printed(panic);
            }
        }));
    });
}

/// Where it happened; never what was said, which may be a cell's value.
fn remember(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(|location| {
        let file = location.file().rsplit(['/', '\\']).next().unwrap_or_default();
        format!("{file}:{}", location.line())
    });
    PLACE.with(|kept| *kept.borrow_mut() = place);
}

/// Runs a reader; a panic in it is a damaged file.
pub(super) fn guarded<T>(read: impl FnOnce() -> Result<T, OpenFault>) -> Result<T, OpenFault> {
    let was_quiet = QUIET.replace(true);
    let outcome = catch_unwind(AssertUnwindSafe(read));
    QUIET.set(was_quiet);
    let place = PLACE.with(|kept| kept.borrow_mut().take());
    outcome.unwrap_or_else(|_| {
        let place = place.map(|place| format!(" at {place}")).unwrap_or_default();
        Err(OpenFault::Damaged { detail: format!("the reader stopped{place}") })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_damaged_file_and_names_its_place_only() {
        quiet_panics();
        let fault = guarded::<()>(|| panic!("110105194912310021")).unwrap_err();
        let OpenFault::Damaged { detail } = fault else { panic!("another fault") };
        assert!(detail.contains("caught.rs:"), "{detail}");
        assert!(!detail.contains("1101"));
    }
}
