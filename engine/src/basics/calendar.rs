//! The working calendar with its three day classes.

/// What kind of day it is for wages (Labour Law Art. 44): they are paid at 150, 200 and 300 percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DayClass {
    /// An ordinary working day, moved working days (调休上班) included.
    Workday,
    /// A weekly rest day or a moved day off (休息日).
    RestDay,
    /// A statutory holiday (法定节假日).
    Holiday,
}
