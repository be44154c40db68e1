//! One binary for all tests that use the crate from outside.

mod corpus;
mod desk;
mod formats;
mod house;
mod run;
mod samples;
