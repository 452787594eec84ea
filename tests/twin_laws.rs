//! Does the second implementation keep the laws? A law that both break was misread twice.

use anxin_tests::laws::{self, Asked};
use anxin_tests::tables::Tables;

fn twin(asked: &Asked<'_>) -> Result<Tables, String> {
    anxin_twin::reconcile(&asked.folder, &asked.as_of, asked.policy, true)
}

#[test]
fn the_twin_keeps_the_laws() {
    let count = std::env::var("ANXIN_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(12);
    let only = std::env::var("ANXIN_LAW").unwrap_or_default();
    let mut broken = Vec::new();
    for law in laws::ALL {
        // The twin reads one CSV a table and has one thread.
        let is_other = law.0.contains("files") || law.0.contains("threads");
        if law.0.contains(&only) && !is_other {
            broken.extend(laws::search(law, &twin, 0..count).err());
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
