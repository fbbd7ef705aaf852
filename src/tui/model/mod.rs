//! Everything the screen shows, and nothing that waits, reads or writes.

pub mod bring_back;
pub mod bulk;
pub mod changes;
pub mod chips;
pub mod cleanup;
pub mod comparison;
pub mod completion;
pub mod confirm;
pub mod conflict;
pub mod delete;
pub mod detail;
pub mod document;
pub mod duplicates;
pub mod editor;
pub mod file_prompt;
pub mod focus;
pub mod help;
pub mod history;
pub mod hits;
pub mod kept;
pub mod line_box;
pub mod list;
pub mod listing;
pub mod log;
pub mod look;
pub mod marks;
pub mod neighbours;
pub mod notices;
pub mod overlay;
pub mod palette;
pub mod pointer;
pub mod projects;
pub mod purge;
pub mod recalled;
pub mod reembed;
pub mod results;
pub mod search_box;
pub mod secrets;
pub mod sizes;
pub mod stats;
pub mod text_box;
pub mod theme_picker;
pub mod trash;
pub mod undo;
pub mod veil;
pub mod versions;
pub mod viewport;
pub mod work;

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::config::state::Everywhere;
use crate::domain::{
    cleanup::Retention,
    entry::{Entry, EntryKey},
    fields::Fields,
    filter::Filter,
    health::Meaning,
    query::Field,
    search::{SearchMode, Sort},
};

pub use bring_back::BringBack;
pub use bulk::{BulkMenu, ChangePrompt, ExportPrompt};
pub use changes::Changes;
pub use chips::Chip;
pub use cleanup::Cleanup;
pub use comparison::Comparison;
pub use confirm::{ConfirmCleanup, ConfirmDuplicates, SavePlan};
pub use conflict::Conflict;
pub use delete::DeleteQuestion;
pub use detail::Detail;
pub use document::{Document, DocumentLine};
pub use duplicates::{Distinct, Duplicates};
pub use editor::Editor;
pub use file_prompt::FilePrompt;
pub use focus::{Focus, Pane};
pub use help::Help;
pub use history::History;
pub use hits::{Hit, Hits, ScrollBar, Scrolled, Target};
pub use line_box::LineBox;
pub use listing::Listing;
pub use log::LogView;
pub use look::{Look, Sight};
pub use marks::Marks;
pub use notices::{Level, Notice, Notices};
pub use overlay::Overlay;
pub use palette::Palette;
pub use pointer::{Gesture, Pointer};
pub use projects::{ProjectRow, Projects, Scope};
pub use purge::Purge;
pub use reembed::Reembed;
pub use results::{Found, Interim, Results, Row};
pub use search_box::SearchBox;
pub use secrets::Secrets;
pub use sizes::{Arrangement, Axis, Border, Sizes};
pub use stats::StatsPane;
pub use text_box::{Motion, TextAction, TextBox};
pub use theme_picker::ThemePicker;
pub use trash::{EmptyTrashQuestion, TrashView};
pub use undo::UndoQuestion;
pub use veil::Veil;
pub use versions::Versions;
pub use viewport::Viewport;
pub use work::WorkInHand;

use super::{
    copying::Copying,
    effect::Effect,
    keymap::{Context, Keymap},
    read::Read,
};

/// The state of the UI.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Model {
    /// Where the store is, as told to people.
    pub store: String,
    /// What keys mean now; help and footer are made from it.
    pub keymap: Keymap,
    /// Where keys go.
    pub focus: Focus,
    /// What lies over the panes; the last is on top and has the keys.
    pub overlays: Vec<Overlay>,
    /// The search box above the results.
    pub search_box: SearchBox,
    /// How the search looks.
    pub mode: SearchMode,
    /// The order of the listing.
    pub sort: Sort,
    /// What the projects pane restricts everything to.
    pub scope: Scope,
    /// The projects pane.
    pub projects: Projects,
    /// The results pane.
    pub results: Results,
    /// What bulk actions work on.
    pub marks: Marks,
    /// The detail pane; its entry is [`Model::selected_entry`].
    pub detail: Detail,
    /// The stats pane.
    pub stats: StatsPane,
    /// What semantic search can see of the whole store; `None` until it was counted.
    pub coverage: Option<Meaning>,
    /// Making of missing vectors, in the background.
    pub reembed: Reembed,
    /// What is masked on the screen.
    pub veil: Veil,
    /// The theme, and what the terminal can show of it.
    pub look: Look,
    /// The retention policies of the config, by name.
    pub policies: Vec<(String, Retention)>,
    /// Groups that are no duplicates, as people said.
    pub(crate) distinct: Distinct,
    /// Changes of the store that are not through yet.
    pub changes: Changes,
    /// What somebody waits for.
    pub work: WorkInHand,
    /// What is remembered for every store; what is set here is kept for the next run.
    pub everywhere: Everywhere,
    /// Number of the newest read of any view.
    pub(crate) reads: u64,
    /// Which way copied texts go.
    pub copying: Copying,
    /// What people should know; the newest counts.
    pub notices: Notices,
    /// What the last drawing had room for.
    pub viewport: Viewport,
    /// The pane that has the focus takes the whole screen.
    pub zoomed: bool,
    /// How large the panes are.
    pub sizes: Sizes,
    /// The mouse is used.
    pub mouse: bool,
    /// What the mouse is doing.
    pub(crate) pointer: Pointer,
    /// The program is leaving: the loop ends when running writes have stopped.
    pub quitting: bool,
    /// Missing vectors are to be made without asking, once.
    pub embed_missing: bool,
    /// The program ends without waiting for anything.
    pub(crate) forced: bool,
}

impl Model {
    /// The UI before anything is loaded.
    #[must_use]
    pub fn new(store: String) -> Self {
        Self {
            store,
            keymap: Keymap::default(),
            focus: Focus::Results,
            overlays: Vec::new(),
            search_box: SearchBox::default(),
            mode: SearchMode::default(),
            sort: Sort::default(),
            scope: Scope::All,
            projects: Projects::default(),
            results: Results::default(),
            marks: Marks::default(),
            detail: Detail::default(),
            stats: StatsPane::default(),
            coverage: None,
            reembed: Reembed::default(),
            veil: Veil::default(),
            look: Look::default(),
            policies: Vec::new(),
            distinct: Distinct::default(),
            changes: Changes::default(),
            work: WorkInHand::default(),
            everywhere: Everywhere::default(),
            reads: 0,
            copying: Copying::default(),
            notices: Notices::default(),
            viewport: Viewport::default(),
            zoomed: false,
            sizes: Sizes::default(),
            mouse: true,
            pointer: Pointer::default(),
            quitting: false,
            embed_missing: false,
            forced: false,
        }
    }

    /// The filter that holds now: what the search box names, within the scope. A field that the
    /// box names wins over the projects pane.
    #[must_use]
    pub fn filter(&self) -> Filter {
        self.scope.narrow(self.search_box.query().filter.clone())
    }

    /// The same, whatever the box names for one field.
    #[must_use]
    pub fn filter_beside(&self, field: Field) -> Filter {
        let mut filter = self.search_box.query().filter.clone();
        // A field that the line names wins over the scope, so it has to name something.
        if let Some(values) = field.values_in(&mut filter) {
            *values = vec![String::new()];
        }
        let mut filter = self.scope.narrow(filter);
        if let Some(values) = field.values_in(&mut filter) {
            values.clear();
        }
        filter
    }

    /// The selected entry, when its row is loaded; in the detail pane, the one that one went to.
    #[must_use]
    pub fn selected_entry(&self) -> Option<&Arc<Entry>> {
        if let Some(step) = self.detail.trail.last() {
            return Some(step);
        }
        self.results.row(self.results.cursor)?.entry()
    }

    /// The entry under the cursor of what lies on top.
    #[must_use]
    pub fn selected_key(&self) -> Option<EntryKey> {
        self.overlays
            .iter()
            .rev()
            .find_map(Overlay::selected)
            .or_else(|| Some(self.detail.trail.last()?.key()))
            .or_else(|| self.results.selection.clone())
    }

    /// Whether the loop may end.
    #[must_use]
    pub fn is_over(&self) -> bool {
        let at_work = self.reembed.is_active() || self.changes.is_active();
        self.forced || (self.quitting && !at_work)
    }

    /// From when on how the store stands is to be read; `None` while nothing calls for it.
    pub(crate) fn health_due(&self) -> Option<DateTime<Utc>> {
        self.stats.health.due().filter(|_| self.viewport.health)
    }

    /// What keys mean now.
    #[must_use]
    pub fn context(&self) -> Context {
        if let Some(overlay) = self.overlays.last() {
            return overlay.context();
        }
        if self.focus == Focus::SearchBox && self.search_box.completion.is_open() {
            Context::Completion
        } else {
            Context::of(self.focus)
        }
    }

    /// What was typed and not saved: an entry and what is to become of it.
    #[must_use]
    pub fn unsaved(&self) -> Option<(Arc<Entry>, Fields)> {
        self.overlays.iter().find_map(|overlay| match overlay {
            Overlay::Editor(editor) if !editor.changed().is_empty() => {
                Some((Arc::clone(editor.base()), editor.fields()))
            }
            _ => None,
        })
    }

    /// Has something read; the number tells its answer from those to older reads.
    pub(crate) fn read(&mut self, read: Read) -> (u64, Effect) {
        self.reads += 1;
        let number = self.reads;
        (number, Effect::Read { number, read })
    }

    /// Entries that semantic search cannot see.
    #[must_use]
    pub fn missing_vectors(&self) -> usize {
        self.coverage.map_or(0, Meaning::missing)
    }
}
