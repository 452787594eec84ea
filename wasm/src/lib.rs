//! Browser bindings of Anxin.
