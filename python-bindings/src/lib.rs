//! Python bindings of Anxin.
