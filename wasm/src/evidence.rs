//! Bundles and slips: bytes in, what agrees and what does not out.

use anxin::bundle::{self, Files, Slip};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::error::{raised, usage};
use crate::object;
use crate::tables::Inputs;
use crate::threads::aside;

/// Checks every byte of a bundle; with `root` whether it is the one that was published. `place`
/// stands in messages.
///
/// # Errors
///
/// `TypeError` for a root that is none. What differs or is damaged is no error.
#[wasm_bindgen(unchecked_return_type = "Verification")]
pub fn verify(bytes: Vec<u8>, place: &str, root: Option<String>) -> Result<JsValue, JsValue> {
    verified(bytes, place, None, root.as_deref())
}

#[wasm_bindgen]
impl Inputs {
    /// As `verify`, and everything computed again from these files, under the policy and the day
    /// of the bundle.
    ///
    /// # Errors
    ///
    /// As `verify`, and what `reconcile` gives where the files cannot be used.
    #[wasm_bindgen(unchecked_return_type = "Verification")]
    pub fn verify(
        &self,
        bytes: Vec<u8>,
        place: &str,
        root: Option<String>,
    ) -> Result<JsValue, JsValue> {
        verified(bytes, place, Some(self.files()), root.as_deref())
    }
}

fn verified(
    bytes: Vec<u8>,
    place: &str,
    files: Option<&Files>,
    root: Option<&str>,
) -> Result<JsValue, JsValue> {
    let root = root.map(checked).transpose()?;
    let bytes = bytes.into();
    object(&aside(|| bundle::verify(&bytes, place, files, root, None)).map_err(raised)?)
}

/// Whether a worker's slip stands under a root that is known from elsewhere.
///
/// # Errors
///
/// `decode` for what is no slip; `TypeError` for a root that is none.
#[wasm_bindgen(js_name = verifySlip, unchecked_return_type = "SlipVerification")]
pub fn verify_slip(slip: &str, root: &str) -> Result<JsValue, JsValue> {
    let place = "the slip";
    let root = checked(root)?;
    let slip = Slip::from_json(slip, place).map_err(raised)?;
    let met = slip.root(place).ok();
    object(&SlipVerification { agrees: met.as_deref() == Some(root), root: met, slip })
}

/// How a slip stands.
#[derive(Serialize)]
struct SlipVerification {
    agrees: bool,
    root: Option<String>,
    slip: Slip,
}

/// A root, 64 hexadecimal digits.
fn checked(root: &str) -> Result<&str, JsValue> {
    let is_digit = |digit: u8| matches!(digit, b'0'..=b'9' | b'a'..=b'f');
    if root.len() == 64 && root.bytes().all(is_digit) {
        return Ok(root);
    }
    Err(usage(&format!("root: met `{root}`, expected 64 hexadecimal digits in lower case")))
}
