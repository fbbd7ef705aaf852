//! A conversation about a store.

use std::io::{self, Write};

use tokio::io::AsyncBufRead;

use super::{
    command::{self, Command},
    dialog::Dialog,
    shown::{PAGE, Shown},
    spoken,
};
use crate::{
    clock,
    domain::{
        count::{counted, thousands},
        entry::Entry,
        filter::Filter,
        query::Query,
        query_line::query_line,
        search::{SearchMode, Sort},
    },
    service::{self, Lore},
};

/// What was asked for and said so far.
#[derive(Debug)]
pub struct Session<R, W> {
    pub(super) lore: Lore,
    pub(super) dialog: Dialog<R, W>,
    /// What is kept to until told otherwise.
    pub(super) standing: Filter,
    pub(super) mode: SearchMode,
    pub(super) sort: Sort,
    /// The line last searched for; empty when everything is listed.
    pub(super) line: String,
    shown: Option<Shown>,
    /// Place of the page's first entry, from 0.
    first: usize,
    /// The projects as they were told last.
    pub(super) projects: Vec<(String, String)>,
}

impl<R: AsyncBufRead + Unpin, W: Write + Send> Session<R, W> {
    pub fn new(lore: Lore, dialog: Dialog<R, W>) -> Self {
        Self {
            lore,
            dialog,
            standing: Filter::default(),
            mode: SearchMode::default(),
            sort: Sort::default(),
            line: String::new(),
            shown: None,
            first: 0,
            projects: Vec::new(),
        }
    }

    /// Talks until the end.
    pub async fn run(mut self) -> io::Result<()> {
        self.greet().await?;
        while let Some(line) = self.dialog.listen().await? {
            let command = Command::parse(&line);
            if command == Command::Quit {
                break;
            }
            self.obey(command).await?;
        }
        Ok(())
    }

    async fn greet(&mut self) -> io::Result<()> {
        let store = self.lore.path().display().to_string();
        self.dialog
            .say(format!("lore, line mode. Store {store}."))?;
        let broken = self.dialog.or_stop(self.lore.broken()).await?;
        for broken in broken.and_then(Result::ok).unwrap_or_default() {
            self.dialog.say(format!("Left out: {broken}"))?;
        }
        let everything = Filter::default();
        let coverage = self.dialog.or_stop(self.lore.coverage(&everything)).await?;
        if let Some(Ok(coverage)) = coverage
            && coverage.missing() > 0
        {
            self.dialog.say(format!(
                "Search by meaning cannot see {}; lore reembed makes their vectors.",
                counted(coverage.missing(), "entry", "entries")
            ))?;
        }
        self.dialog
            .say("/WORDS searches, a number reads an entry, help tells the rest, quit ends.")?;
        self.list().await
    }

    async fn obey(&mut self, command: Command) -> io::Result<()> {
        match command {
            Command::Nothing | Command::Quit => Ok(()),
            Command::Search(line) => {
                self.line = line;
                self.list().await
            }
            Command::All => {
                self.line.clear();
                self.list().await
            }
            Command::Next => self.turn(true).await,
            Command::Previous => self.turn(false).await,
            Command::Again => self.say_page().await,
            Command::Read { number, reveal } => self.read(number, reveal).await,
            Command::Filter(line) => self.filter(&line).await,
            Command::Unfilter => {
                self.standing = Filter::default();
                self.list().await
            }
            Command::Projects => self.say_projects().await,
            Command::Project(name) => self.choose_project(&name).await,
            Command::Mode(mode) => self.search_by(mode).await,
            Command::Sort => self.turn_round().await,
            Command::Delete(numbers) => self.delete(&numbers).await,
            Command::Undo => self.undo().await,
            Command::Redo => self.redo().await,
            Command::Edit(number) => self.edit(number).await,
            Command::Help => {
                self.dialog.say("Commands:")?;
                command::help().try_for_each(|line| self.dialog.say(line))
            }
            Command::Unknown(line) => self.dialog.say(format!(
                "Not understood: {line}. /{line} searches for it, help tells the commands."
            )),
        }
    }

    /// Lists from the start what the line and the standing filter ask for.
    pub(super) async fn list(&mut self) -> io::Result<()> {
        self.first = 0;
        self.look().await?;
        match self.shown {
            Some(_) => self.say_page().await,
            None => Ok(()),
        }
    }

    /// Looks again, and stays on the page as far as there is one. Nothing is listed afterwards when
    /// that fails or is stopped, since what was listed is no answer to what is asked now.
    pub(super) async fn look(&mut self) -> io::Result<()> {
        let query = Query::parse(&self.line, clock::now());
        for error in &query.errors {
            self.dialog.say(format!("Note: {}", error.message))?;
        }
        let filter = query.filter.within(&self.standing);
        let looking = async {
            if query.words.is_empty() {
                Shown::listing(&self.lore, &filter, self.sort).await
            } else {
                Shown::hits(&self.lore, &query.words, &filter, self.mode).await
            }
        };
        self.shown = None;
        match self.dialog.or_stop(looking).await? {
            Some(Ok(shown)) => {
                self.first = self.first.min(last_page(shown.total()));
                self.shown = Some(shown);
            }
            Some(Err(error)) => self.fail(&error)?,
            None => {}
        }
        Ok(())
    }

    fn say_nothing_is_listed(&mut self) -> io::Result<()> {
        self.dialog.say("Nothing is listed; all lists everything.")
    }

    async fn say_page(&mut self) -> io::Result<()> {
        let Some(shown) = &self.shown else {
            return self.say_nothing_is_listed();
        };
        let total = shown.total();
        let what = self.what();
        if total == 0 {
            self.dialog.say(format!("No entries{what}."))?;
            return self.dialog.say(self.advice());
        }
        let Some(shown) = &mut self.shown else {
            return Ok(());
        };
        let page = shown.page(&self.lore, self.first);
        let entries = match self.dialog.or_stop(page).await? {
            Some(Ok(entries)) => entries,
            Some(Err(error)) => return self.fail(&error),
            None => return Ok(()),
        };
        let (from, to) = (self.first + 1, self.first + entries.len());
        self.dialog.say(format!(
            "{}{what}. {} to {}:",
            counted(total, "entry", "entries"),
            thousands(from),
            thousands(to)
        ))?;
        let now = clock::now();
        for (number, entry) in (from..).zip(&entries) {
            let line = spoken::line(entry, now);
            self.dialog.say(format!("{number}. {line}"))?;
        }
        if to < total {
            let more = thousands(total - to);
            self.dialog.say(format!("{more} more; next says them."))?;
        }
        Ok(())
    }

    /// What is listed, in words that follow "12 entries".
    fn what(&self) -> String {
        let query = Query::parse(&self.line, clock::now());
        let mut what = String::new();
        if !query.words.is_empty() {
            what = format!(" for {}", query.words);
        }
        let fields = query_line(&query.filter.within(&self.standing));
        if !fields.is_empty() {
            what = format!("{what} in {fields}");
        }
        if query.words.is_empty() {
            format!("{what}, {} first", self.sort.name())
        } else {
            format!("{what}, best first, {} search", self.mode.name())
        }
    }

    /// What to do when nothing was found.
    fn advice(&self) -> &'static str {
        if self.standing != Filter::default() {
            "unfilter looks into the whole store."
        } else if self.line.is_empty() {
            "The store is empty: lore store \"what you learned\" writes the first entry."
        } else {
            "Other words may find it, or mode with another name; all lists everything."
        }
    }

    async fn turn(&mut self, forward: bool) -> io::Result<()> {
        let total = self.shown.as_ref().map_or(0, Shown::total);
        if forward && self.first + PAGE < total {
            self.first += PAGE;
        } else if !forward && self.first > 0 {
            self.first = self.first.saturating_sub(PAGE);
        } else {
            let which = if forward { "last" } else { "first" };
            return self.dialog.say(format!("This is the {which} page."));
        }
        self.say_page().await
    }

    /// The entry of a number, or none when this was told.
    pub(super) async fn entry(&mut self, number: usize) -> io::Result<Option<Entry>> {
        let Some(shown) = &mut self.shown else {
            self.say_nothing_is_listed()?;
            return Ok(None);
        };
        let total = shown.total();
        if (1..=total).contains(&number) {
            let entry = shown.entry(&self.lore, number - 1);
            match self.dialog.or_stop(entry).await? {
                Some(Ok(Some(entry))) => return Ok(Some(entry)),
                Some(Ok(None)) => {}
                Some(Err(error)) => {
                    self.fail(&error)?;
                    return Ok(None);
                }
                None => return Ok(None),
            }
        }
        let (number, total) = (thousands(number), thousands(total));
        self.dialog
            .say(format!("There is no entry {number}: the list has {total}."))?;
        Ok(None)
    }

    async fn read(&mut self, number: usize, reveal: bool) -> io::Result<()> {
        let Some(entry) = self.entry(number).await? else {
            return Ok(());
        };
        let place = format!("{} of {}", thousands(number), thousands(self.total()));
        self.dialog.say(format!("Entry {place}."))?;
        for line in spoken::whole(&entry, reveal, clock::now()) {
            self.dialog.say(line)?;
        }
        self.dialog.say(format!("End of entry {place}."))
    }

    fn total(&self) -> usize {
        self.shown.as_ref().map_or(0, Shown::total)
    }

    /// Says what went wrong; the conversation goes on.
    pub(super) fn fail(&mut self, error: &service::Error) -> io::Result<()> {
        self.dialog.say(format!("Error: {error}"))
    }
}

/// Place of the first entry of the last page.
fn last_page(total: usize) -> usize {
    total.saturating_sub(1) / PAGE * PAGE
}
