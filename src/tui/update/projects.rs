//! The projects pane: the tree, its filter, and the scope that follows its cursor.

use chrono::{DateTime, Utc};

use crate::{
    domain::{letters::Letters, project::ProjectSummary},
    tui::{
        effect::Effect,
        model::{Level, Model, ProjectRow, Projects, Scope, line_box::LineBox},
        msg::Failure,
    },
};

use super::{
    asking::{self, Reason},
    moving,
};

/// Takes the projects in. The cursor stays on its row; a scope that vanished becomes "all".
pub(super) fn loaded(
    model: &mut Model,
    answer: Result<Vec<ProjectSummary>, Failure>,
    now: DateTime<Utc>,
) -> Vec<Effect> {
    match answer {
        Ok(summaries) => {
            let first = !std::mem::replace(&mut model.projects.loaded, true);
            model.projects.error = None;
            model.projects.summaries = summaries;
            rebuild(model);
            if first {
                // Where an earlier run was left may be gone by now, and nobody chose it today.
                return settle(model);
            }
            if !is_there(&model.scope, &model.projects.summaries) {
                let gone = format!("{} is gone: this is the whole store", name(&model.scope));
                model.notices.say(Level::Warning, gone, now);
                return go_to(model, 0);
            }
        }
        Err(failure) => model.projects.error = Some(failure),
    }
    Vec::new()
}

/// Puts the cursor on the scope, or on "all" when the scope is not there.
fn settle(model: &mut Model) -> Vec<Effect> {
    let scope = &model.scope;
    let row = model
        .projects
        .rows
        .iter()
        .position(|row| row.scope == *scope);
    go_to(model, row.unwrap_or(0))
}

/// Takes in which repositories cannot be read; tells about those that were not known to be broken.
pub(super) fn broken(model: &mut Model, broken: Vec<String>, now: DateTime<Utc>) -> Vec<Effect> {
    let known = std::mem::replace(&mut model.projects.broken, broken);
    let mut news = model
        .projects
        .broken
        .iter()
        .filter(|one| !known.contains(one));
    if let Some(first) = news.next() {
        let text = match news.count() {
            0 => format!("left out: {first}"),
            more => format!("left out, with {more} more: {first}"),
        };
        model.notices.say(Level::Warning, text, now);
    }
    Vec::new()
}

fn is_there(scope: &Scope, summaries: &[ProjectSummary]) -> bool {
    match scope {
        Scope::All => true,
        Scope::Repository(repository) => summaries
            .iter()
            .any(|project| project.repository == *repository),
        Scope::Project {
            repository,
            project_id,
        } => summaries
            .iter()
            .any(|project| project.repository == *repository && project.project_id == *project_id),
    }
}

fn name(scope: &Scope) -> String {
    match scope {
        Scope::All => "the store".to_owned(),
        Scope::Repository(repository) => format!("the repository {repository}"),
        Scope::Project {
            repository,
            project_id,
        } => format!("the project {repository}/{project_id}"),
    }
}

/// Puts the cursor on a row and restricts everything to it.
pub(super) fn go_to(model: &mut Model, row: usize) -> Vec<Effect> {
    let last = model.projects.rows.len().saturating_sub(1);
    model.projects.cursor = row.min(last);
    moving::scroll_projects(model);
    let scope = model
        .projects
        .rows
        .get(model.projects.cursor)
        .map_or(Scope::All, |row| row.scope.clone());
    if scope == model.scope {
        return Vec::new();
    }
    model.scope = scope;
    asking::ask(model, Reason::Typed)
}

/// Folds the repository of a row, or unfolds it; the cursor stays on its row, or goes up to the
/// repository that it vanished in.
pub(super) fn fold(model: &mut Model, row: usize) -> Vec<Effect> {
    let Some(ProjectRow {
        scope: Scope::Repository(repository),
        expanded: Some(expanded),
        ..
    }) = model.projects.rows.get(row).cloned()
    else {
        return Vec::new();
    };
    if !expanded {
        model.projects.collapsed.remove(&repository);
        rebuild(model);
        return Vec::new();
    }
    let vanishes =
        matches!(&model.scope, Scope::Project { repository: of, .. } if *of == repository);
    model.projects.collapsed.insert(repository);
    rebuild(model);
    if vanishes {
        return go_to(model, row);
    }
    Vec::new()
}

/// Folds the repository under the cursor; on a project, goes up to its repository.
pub(super) fn collapse(model: &mut Model) -> Vec<Effect> {
    let Some(row) = model.projects.rows.get(model.projects.cursor) else {
        return Vec::new();
    };
    match (&row.scope, row.expanded) {
        (Scope::Repository(repository), Some(true)) => {
            model.projects.collapsed.insert(repository.clone());
            rebuild(model);
            Vec::new()
        }
        (Scope::Project { repository, .. }, _) => {
            let parent = Scope::Repository(repository.clone());
            let at = model
                .projects
                .rows
                .iter()
                .position(|row| row.scope == parent);
            go_to(model, at.unwrap_or(0))
        }
        _ => go_to(model, 0),
    }
}

/// Unfolds the repository under the cursor; when it is unfolded, goes to its first project.
pub(super) fn expand(model: &mut Model) -> Vec<Effect> {
    let Some(row) = model.projects.rows.get(model.projects.cursor) else {
        return Vec::new();
    };
    match (&row.scope, row.expanded) {
        (Scope::Repository(repository), Some(false)) => {
            let repository = repository.clone();
            model.projects.collapsed.remove(&repository);
            rebuild(model);
            Vec::new()
        }
        (_, Some(true)) => go_to(model, model.projects.cursor + 1),
        _ => Vec::new(),
    }
}

/// Edits the filter; the cursor goes to the first row that matches, the scope stays.
pub(super) fn change_filter(model: &mut Model, how: impl FnOnce(&mut LineBox)) {
    let before = model.projects.filter.text().to_owned();
    how(&mut model.projects.filter);
    if model.projects.filter.text() == before {
        return;
    }
    rebuild(model);
    let matching = model
        .projects
        .rows
        .iter()
        .position(|row| !row.matched.is_empty());
    if let Some(row) = matching {
        model.projects.cursor = row;
        moving::scroll_projects(model);
    }
}

/// Shows all rows again, with the cursor on the scope.
pub(super) fn clear_filter(model: &mut Model) {
    model.projects.filter.clear();
    rebuild(model);
    let scope = &model.scope;
    if let Some(row) = model
        .projects
        .rows
        .iter()
        .position(|row| row.scope == *scope)
    {
        model.projects.cursor = row;
    }
    moving::scroll_projects(model);
}

/// Makes the rows anew; the cursor stays on the row it was on, or on the nearest.
fn rebuild(model: &mut Model) {
    let projects = &mut model.projects;
    let under_cursor = projects
        .rows
        .get(projects.cursor)
        .map(|row| row.scope.clone());
    projects.rows = rows(projects);
    let same =
        under_cursor.and_then(|scope| projects.rows.iter().position(|row| row.scope == scope));
    projects.cursor = same.unwrap_or(projects.cursor.min(projects.rows.len().saturating_sub(1)));
    moving::scroll_projects(model);
}

fn rows(projects: &Projects) -> Vec<ProjectRow> {
    let filter = Letters::new(projects.filter.text());
    let summaries = &projects.summaries;
    let mut rows = vec![ProjectRow {
        scope: Scope::All,
        label: "all".into(),
        depth: 0,
        entries: summaries.iter().map(|project| project.entries).sum(),
        newest: newest(summaries),
        expanded: None,
        matched: Vec::new(),
    }];
    for group in summaries.chunk_by(|a, b| a.repository == b.repository) {
        let Some(repository) = group.first().map(|project| project.repository.clone()) else {
            continue;
        };
        let own_match = filter.find(&repository);
        let children: Vec<ProjectRow> = group
            .iter()
            .filter_map(|project| {
                let matched = filter.find(&project.project_id);
                (own_match.is_some() || matched.is_some()).then(|| ProjectRow {
                    scope: Scope::Project {
                        repository: repository.clone(),
                        project_id: project.project_id.clone(),
                    },
                    label: project.project_id.clone(),
                    depth: 1,
                    entries: project.entries,
                    newest: project.newest.clone(),
                    expanded: None,
                    matched: matched.unwrap_or_default(),
                })
            })
            .collect();
        if own_match.is_none() && children.is_empty() {
            continue;
        }
        let expanded = !filter.is_empty() || !projects.collapsed.contains(&repository);
        rows.push(ProjectRow {
            scope: Scope::Repository(repository.clone()),
            label: repository,
            depth: 0,
            entries: group.iter().map(|project| project.entries).sum(),
            newest: newest(group),
            expanded: Some(expanded),
            matched: own_match.unwrap_or_default(),
        });
        if expanded {
            rows.extend(children);
        }
    }
    rows
}

fn newest(projects: &[ProjectSummary]) -> Option<String> {
    projects
        .iter()
        .filter_map(|project| project.newest.as_ref())
        .max_by_key(|text| crate::domain::time::parse_timestamp(text))
        .cloned()
}
