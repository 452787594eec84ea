//! Benches of the pipeline: `cargo bench -p anxin-benches`.
//!
//! Results with machine and command stand in `results/`.
