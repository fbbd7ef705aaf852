//! Keys in, model and effects out.

mod app;
mod curation;
mod keys;
mod live;
mod projects;
mod reembed;
mod searching;
mod selection;
