#![doc = include_str!("../README.md")]

pub mod big;
pub mod book;
pub mod civil;
pub mod ids;
mod maker;
mod random;
pub mod samples;
pub mod shape;
mod spelling;
pub mod table;
mod world;
#[cfg(test)]
mod world_tests;

pub use random::Random;
pub use table::{Cell, Column, Table};
pub use world::{Planted, Spec, SplitWorld, Truth, World, row_day, world};
