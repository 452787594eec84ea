//! Dense numbers that stand for names between intake and report.
//!
//! Each kind of name has its own type, so that a worker's number cannot index projects. `NONE`
//! means "not given" or "not known".

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Makes the identifier types: they differ in name and doc line only.
macro_rules! dense_id {
    ($(#[doc = $doc:expr] $name:ident,)+) => {$(
        #[doc = $doc]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// Not given, or not known.
            pub const NONE: Self = Self(u32::MAX);

            /// The number as a position in a slice.
            #[must_use]
            pub const fn index(self) -> usize {
                self.0 as usize
            }

            /// Whether a number is there.
            #[must_use]
            pub const fn is_some(self) -> bool {
                self.0 != u32::MAX
            }

            /// The number, or `None` where it is [`Self::NONE`].
            #[must_use]
            pub const fn get(self) -> Option<Self> {
                if self.is_some() { Some(self) } else { None }
            }
        }

        impl Default for $name {
            /// None.
            fn default() -> Self {
                Self::NONE
            }
        }

        /// The number; null where there is none.
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.get().map(|id| id.0).serialize(serializer)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Ok(Option::<u32>::deserialize(deserializer)?.map_or(Self::NONE, Self))
            }
        }
    )+};
}

dense_id! {
    /// A worker: the position of `worker_id` among all workers in the order of their bytes.
    WorkerId,
    /// A project: the position of `project_id` among all projects in the order of their bytes.
    ProjectId,
    /// One worker on one project, in the order of worker, then project.
    EngagementId,
    /// A general contractor, in the order of the bytes of `contractor_id`.
    ContractorId,
    /// Any other name (employer, team, account, sheet …): its number in the table of names.
    NameId,
    /// A management area: the position of its region prefix in order; unknown is [`Self::NONE`].
    AreaId,
}
