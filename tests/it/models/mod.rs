//! Models other than the bundled one.

mod command;
mod download;
mod killed;
mod libraries;
mod missing;
mod mixture;
mod onnx_file;
mod provenance;
pub mod rows;
mod runtime;
mod same_model;
mod wide;
mod wide_care;
