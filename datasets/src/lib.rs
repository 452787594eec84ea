//! Seeded worlds with known faults, golden cases and samples for Anxin.
