//! A folder of documents for people, one a project.

use std::{collections::HashSet, fs, path::Path};

use super::{Export, ExportScope, Exported};
use crate::{
    domain::{exchange::Format, filter::Filter, project::ProjectSummary, search::Sort},
    service::{Cancel, Error, Lore, Progress, Result, changing::Report},
};

impl Lore {
    /// Writes what a filter admits as one Markdown document a project into a folder, which is made if
    /// there is none. Each document appears when all of it is on disk.
    ///
    /// # Errors
    /// As [`Lore::export_file`], for the first document that cannot be written.
    pub async fn export_documents(
        &self,
        filter: &Filter,
        folder: &Path,
        replace: bool,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<Exported> {
        fs::create_dir_all(folder).map_err(|error| {
            Error::Invalid(format!("{} cannot be made: {error}", folder.display()))
        })?;
        let mut projects = self.projects().await?;
        projects.retain(|project| is_admitted(filter, project));
        let total = projects.len();
        let mut names = HashSet::new();
        let mut all = Exported::default();
        for (done, project) in projects.iter().enumerate() {
            progress(Progress { done, total });
            let filter = Filter {
                repositories: vec![project.repository.clone()],
                projects: vec![project.project_id.clone()],
                ..filter.clone()
            };
            if self.list(&filter, Sort::Oldest).await?.total() == 0 {
                continue;
            }
            let export = Export {
                scope: ExportScope::All {
                    filter,
                    vectors: false,
                },
                format: Format::Markdown,
                replace,
            };
            let path = folder.join(file_name(project, &mut names));
            let one = self
                .export_file(&export, &path, cancel, &mut |_| {})
                .await?;
            all.entries += one.entries;
            all.hidden += one.hidden;
            if one.cancelled {
                all.cancelled = true;
                break;
            }
        }
        progress(Progress { done: total, total });
        Ok(all)
    }
}

fn is_admitted(filter: &Filter, project: &ProjectSummary) -> bool {
    let projects = &filter.projects;
    filter.admits_repository(&project.repository)
        && (projects.is_empty() || projects.contains(&project.project_id))
}

/// The name of a project's document, of which no other in the folder differs by nothing but case.
fn file_name(project: &ProjectSummary, taken: &mut HashSet<String>) -> String {
    /// File systems take 255 bytes.
    const LONGEST: usize = 60;
    let whole = match project.project_id.as_str() {
        "" => project.repository.clone(),
        same if same == project.repository => project.repository.clone(),
        other => format!("{}--{other}", project.repository),
    };
    let plain: String = whole
        .chars()
        .take(LONGEST)
        .map(|c| {
            if c.is_alphanumeric() || "-_.".contains(c) {
                c
            } else {
                '-'
            }
        })
        .collect();
    let mut name = format!("{plain}.md");
    let mut number = 1;
    while !taken.insert(name.to_lowercase()) {
        number += 1;
        name = format!("{plain}-{number}.md");
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_project_has_a_name_of_its_own() {
        let mut taken = HashSet::new();
        let mut name = |repository: &str, project: &str| {
            let project = ProjectSummary {
                repository: repository.into(),
                project_id: project.into(),
                entries: 1,
                newest: None,
            };
            file_name(&project, &mut taken)
        };
        assert_eq!(name("shop", "shop"), "shop.md");
        assert_eq!(name("shop", "api"), "shop--api.md");
        assert_eq!(name("shop", ""), "shop-2.md");
        assert_eq!(name("shop", "a/../b\n"), "shop--a-..-b-.md");
        assert_eq!(name("SHOP", "API"), "SHOP--API-2.md");
    }
}
