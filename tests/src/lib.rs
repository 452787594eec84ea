//! Everything that crosses a room: golden cases, laws, twin, contracts, tidy.
