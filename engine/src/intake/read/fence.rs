//! A fence around decoders that stop at some damaged data by a panic of their own.
//!
//! The panic is caught and becomes an error. Its message would still be printed by the panic hook
//! of the process; a hook that asks [`is_inside`] can keep silent.

use std::cell::Cell;
#[cfg(any(feature = "parquet", feature = "xlsx"))]
use std::panic::{self, AssertUnwindSafe};

thread_local! {
    static IS_INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is inside the fence: a panic is caught there and told as an error.
///
/// # Example
///
/// ```
/// let told = std::panic::take_hook();
/// std::panic::set_hook(Box::new(move |what| {
///     if !anxin::intake::read::fence::is_inside() {
///         told(what);
///     }
/// }));
/// assert!(!anxin::intake::read::fence::is_inside());
/// ```
#[must_use]
pub fn is_inside() -> bool {
    IS_INSIDE.get()
}

/// What `decode` gives; `None` where it panicked. Nothing of a decoder that did may be kept.
#[cfg(any(feature = "parquet", feature = "xlsx"))]
pub(crate) fn fenced<T>(decode: impl FnOnce() -> T) -> Option<T> {
    let was_inside = IS_INSIDE.replace(true);
    let decoded = panic::catch_unwind(AssertUnwindSafe(decode));
    IS_INSIDE.set(was_inside);
    decoded.ok()
}

#[cfg(test)]
#[cfg(any(feature = "parquet", feature = "xlsx"))]
mod tests {
    use super::*;

    #[test]
    fn a_panic_inside_is_none_and_the_fence_is_left() {
        assert_eq!(fenced(is_inside), Some(true));
        assert_eq!(fenced(|| panic!("as a decoder does")), None::<u8>);
        assert!(!is_inside());
        assert_eq!(fenced(|| (fenced(|| 1), is_inside())), Some((Some(1), true)));
    }
}
