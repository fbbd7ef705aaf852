//! What of the model is remembered from one run to the next.

use chrono::{DateTime, Utc};

use serde::Deserialize;
use serde_json::Value;

use super::{Focus, Model, Pane, Scope, Sizes};
use crate::{
    config::state::{Everywhere, Here, State},
    domain::search::{SearchMode, Sort},
};

impl Model {
    /// What is to be remembered now.
    #[must_use]
    pub fn state(&self) -> State {
        let project = match &self.scope {
            Scope::Project { project_id, .. } => Some(project_id.clone()),
            Scope::All | Scope::Repository(_) => None,
        };
        State {
            everywhere: Everywhere {
                sizes: if self.sizes == Sizes::default() {
                    Value::Null
                } else {
                    serde_json::to_value(self.sizes).unwrap_or_default()
                },
                ..self.everywhere.clone()
            },
            here: Here {
                repository: self.scope.repository().map(str::to_owned),
                project,
                query: self.search_box.line().text().to_owned(),
                mode: self.mode.name().to_owned(),
                sort: self.sort.name().to_owned(),
                pane: self.focus.pane().name().to_owned(),
            },
        }
    }

    /// Goes on where an earlier run was left. What is not understood stays as it is.
    pub fn restore(&mut self, state: State, now: DateTime<Utc>) {
        let State { everywhere, here } = state;
        self.sizes = Sizes::deserialize(&everywhere.sizes).unwrap_or_default();
        self.everywhere = everywhere;
        self.scope = match (here.repository, here.project) {
            (Some(repository), Some(project_id)) => Scope::Project {
                repository,
                project_id,
            },
            (Some(repository), None) => Scope::Repository(repository),
            (None, _) => Scope::All,
        };
        self.search_box
            .change(now, |line| line.set_text(&here.query));
        self.mode = SearchMode::named(&here.mode).unwrap_or(self.mode);
        self.sort = Sort::named(&here.sort).unwrap_or(self.sort);
        self.focus = Pane::named(&here.pane).map_or(self.focus, Focus::from);
    }
}
