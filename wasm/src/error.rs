//! Errors of the engine as exceptions of JavaScript.

use js_sys::{Error, Reflect};
use wasm_bindgen::JsValue;

/// The exception of an error of the engine: an `Error` named `AnxinError` with a `code`.
pub(crate) fn raised(error: anxin::Error) -> JsValue {
    let raised = Error::new(&error.to_string());
    raised.set_name("AnxinError");
    // A new object takes every property.
    let _set = Reflect::set(&raised, &"code".into(), &error.code().into());
    raised.into()
}

/// The exception of a call with arguments of no use.
pub(crate) fn usage(message: &str) -> JsValue {
    js_sys::TypeError::new(message).into()
}
