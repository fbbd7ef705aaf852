//! Where keys go.

/// The four panes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pane {
    /// Repositories and projects.
    Projects,
    /// Search box and hits.
    Results,
    /// The selected entry.
    Detail,
    /// Counts over what is filtered.
    Stats,
}

impl Pane {
    /// All panes, in the order of `Tab`.
    pub const ALL: [Self; 4] = [Self::Projects, Self::Results, Self::Detail, Self::Stats];

    /// The title of the pane.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Projects => "Projects",
            Self::Results => "Results",
            Self::Detail => "Detail",
            Self::Stats => "Stats",
        }
    }

    /// The name by which it is remembered.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Projects => "projects",
            Self::Results => "results",
            Self::Detail => "detail",
            Self::Stats => "stats",
        }
    }

    /// The pane of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pane| pane.name() == name)
    }

    /// The pane that many steps further, round and round.
    #[must_use]
    pub fn step(self, forward: bool) -> Self {
        let at = Self::ALL.iter().position(|pane| *pane == self).unwrap_or(0);
        let by = if forward { 1 } else { Self::ALL.len() - 1 };
        Self::ALL[(at + by) % Self::ALL.len()]
    }
}

/// What has the keys: a pane, or a text box within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Focus {
    /// The tree of projects.
    Projects,
    /// The filter box of the projects pane.
    ProjectFilter,
    /// The hits.
    Results,
    /// The search box.
    SearchBox,
    /// The entry's text.
    Detail,
    /// The counts.
    Stats,
}

impl Focus {
    /// The pane it lies in.
    #[must_use]
    pub fn pane(self) -> Pane {
        match self {
            Self::Projects | Self::ProjectFilter => Pane::Projects,
            Self::Results | Self::SearchBox => Pane::Results,
            Self::Detail => Pane::Detail,
            Self::Stats => Pane::Stats,
        }
    }

    /// Whether printable keys are text here.
    #[must_use]
    pub fn is_text(self) -> bool {
        matches!(self, Self::ProjectFilter | Self::SearchBox)
    }
}

impl From<Pane> for Focus {
    fn from(pane: Pane) -> Self {
        match pane {
            Pane::Projects => Self::Projects,
            Pane::Results => Self::Results,
            Pane::Detail => Self::Detail,
            Pane::Stats => Self::Stats,
        }
    }
}
