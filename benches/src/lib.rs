//! Benches of the pipeline: `cargo bench -p anxin-benches`; with `-- --quick` for a first look.
//!
//! `pipeline` times the whole run by its size, `stages` each step of it alone, `readers` the
//! readers of real files. The programs compare whole runs, each in a process of its own, in turns:
//! `oversight` the run with every table with the core job, `core_job` under
//! `peers/side_by_side.py` the core job with other engines, `ledger` commits to an open ledger with
//! one run over the same rows. Results with machine and command stand in `results/`.

pub mod child;
