//! Anxin.
