//! The laws of the core, as one program of tests.

mod desk;
mod loops;
mod programs;
