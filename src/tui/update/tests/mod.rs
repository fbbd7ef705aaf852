//! Keys in, model and effects out.

mod app;
mod bulk;
mod curation;
mod deleting;
mod editing;
mod history;
mod journal;
mod keys;
mod live;
mod marks;
mod mouse;
mod neighbours;
mod projects;
mod reembed;
mod search_box;
mod searching;
mod selection;
mod stats;
mod themes;
mod trash;
mod undoing;
