//! The engine over frames of Polars; see `frames.rs`.
