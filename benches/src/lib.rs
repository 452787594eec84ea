//! Benches of the pipeline and its steps.
