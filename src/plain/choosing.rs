//! What is kept to, and how it is searched and sorted.

use std::io::{self, Write};

use tokio::io::AsyncBufRead;

use super::session::Session;
use crate::{
    clock,
    domain::{
        count::counted, filter::Filter, project, query::Query, query_line::query_line,
        search::SearchMode,
    },
};

impl<R: AsyncBufRead + Unpin, W: Write + Send> Session<R, W> {
    pub(super) async fn filter(&mut self, line: &str) -> io::Result<()> {
        if line.is_empty() {
            let kept = query_line(&self.standing);
            return self.dialog.say(match kept.as_str() {
                "" => "Nothing is kept to.".to_owned(),
                kept => format!("Kept to {kept}; unfilter ends that."),
            });
        }
        let query = Query::parse(line, clock::now());
        if let Some(error) = query.errors.first() {
            return self.dialog.say(&error.message);
        }
        if query.filter == Filter::default() {
            return self.dialog.say(format!(
                "No field in {line}: filter takes fields such as type:issue, and /{line} searches for it."
            ));
        }
        self.standing = query.filter;
        self.list().await
    }

    pub(super) async fn say_projects(&mut self) -> io::Result<()> {
        let projects = match self.dialog.or_stop(self.lore.projects()).await? {
            Some(Ok(projects)) => projects,
            Some(Err(error)) => return self.fail(&error),
            None => return Ok(()),
        };
        self.dialog
            .say(counted(projects.len(), "project", "projects"))?;
        for (number, project) in (1..).zip(&projects) {
            let name = project::place(&project.repository, &project.project_id);
            let entries = counted(project.entries, "entry", "entries");
            self.dialog.say(format!("{number}. {name}, {entries}"))?;
        }
        self.projects = projects
            .into_iter()
            .map(|project| (project.repository, project.project_id))
            .collect();
        self.dialog
            .say("project and a number keeps to one, unfilter to none.")
    }

    pub(super) async fn choose_project(&mut self, name: &str) -> io::Result<()> {
        if self.projects.is_empty() {
            let projects = match self.dialog.or_stop(self.lore.projects()).await? {
                Some(projects) => projects.unwrap_or_default(),
                None => return Ok(()),
            };
            let names = projects
                .into_iter()
                .map(|one| (one.repository, one.project_id));
            self.projects = names.collect();
        }
        let by_number = name
            .parse::<usize>()
            .ok()
            .and_then(|at| self.projects.get(at.checked_sub(1)?));
        let chosen = by_number.or_else(|| {
            let is_it = |(repository, project): &&(String, String)| {
                project == name || project::place(repository, project) == name
            };
            self.projects.iter().find(is_it)
        });
        let Some((repository, project)) = chosen else {
            return self
                .dialog
                .say(format!("No project {name}; projects lists them."));
        };
        self.standing.repositories = vec![repository.clone()];
        self.standing.projects = vec![project.clone()];
        self.list().await
    }

    pub(super) async fn search_by(&mut self, mode: Option<SearchMode>) -> io::Result<()> {
        let Some(mode) = mode else {
            let names: Vec<&str> = SearchMode::ALL.iter().map(|mode| mode.name()).collect();
            let (now, all) = (self.mode.name(), names.join(", "));
            return self
                .dialog
                .say(format!("The mode is {now}; there are {all}."));
        };
        self.mode = mode;
        if Query::parse(&self.line, clock::now()).words.is_empty() {
            return self
                .dialog
                .say(format!("Searches are {} now.", mode.name()));
        }
        self.list().await
    }

    pub(super) async fn turn_round(&mut self) -> io::Result<()> {
        self.sort = self.sort.next();
        if !Query::parse(&self.line, clock::now()).words.is_empty() {
            let order = self.sort.name();
            return self.dialog.say(format!(
                "Hits stay best first; lists are {order} first now."
            ));
        }
        self.list().await
    }
}
