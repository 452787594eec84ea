//! What a run found, for others to read (step 9).

pub mod explain;
