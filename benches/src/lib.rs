//! Benches of the pipeline: `cargo bench -p anxin-benches`; with `-- --quick` for a first look.
//!
//! `pipeline` times the whole run by its size, `stages` each step of it alone, `readers` the
//! readers of real files. Results with machine and command stand in `results/`.
