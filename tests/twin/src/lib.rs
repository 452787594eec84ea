//! A second, slow, independent implementation of the reconciliation rules.
