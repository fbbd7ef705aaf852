//! The command line.

mod args;
mod commands;
mod entries;
mod failure;
mod filter_args;
mod grid;
mod health;
mod input;
mod json;
mod layout;
mod log;
mod outcome;
mod output;
mod past;
mod preview;
mod progress;
pub mod project;
mod selection;
mod serving;
mod styles;
mod table;
mod usage;

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs,
    io::Write,
    panic::{self, AssertUnwindSafe},
    path::PathBuf,
    process::ExitCode,
};

use chrono::{DateTime, Utc};
use clap::{CommandFactory, Parser};
use clap_complete::Shell;
use futures::FutureExt;

use args::{
    CareCommand, Cli, Command, CompactCommand, CurateCommand, DemoArgs, ExchangeCommand,
    GlobalArgs, ModelsArgs, ModelsCommand, ServeArgs, SettingCommand, StoreArgs,
};
use commands::changing::FRONT;
pub use serving::{Serve, Serving, report_server_failure};

use failure::{EXIT_DONE, Failure, Stop};
use output::Output;
use progress::Notice;

use crate::{
    clock,
    config::{
        self, Appearance, Flags, KeyRow, KeySettings, Recall, Settings, Surroundings, theme::Themes,
    },
    domain::cleanup::Retention,
    service::{
        Lore,
        models::{ModelSettings, ModelShelf},
    },
};

/// What is left to do after the command line had its turn.
#[derive(Debug)]
pub enum Outcome {
    /// Nothing: the command is done, or has failed and said so.
    Exit(ExitCode),
    /// The terminal UI.
    OpenUi(Box<Ui>),
    /// The server.
    Serve(Box<Serve>),
    /// The Model Context Protocol on standard input and output, over this store.
    ServeMcp(Box<Lore>),
}

/// What the terminal UI is to be opened on.
#[derive(Debug)]
pub struct Ui {
    /// The store.
    pub lore: Lore,
    /// Vectors that are missing are made without asking.
    pub embed_missing: bool,
    /// The mouse is used.
    pub mouse: bool,
    /// Retention policies by name.
    pub retention: BTreeMap<String, Retention>,
    /// How it looks.
    pub appearance: Appearance,
    /// What it can look like.
    pub themes: Themes,
    /// Keys of the config.
    pub keys: KeySettings,
    /// What it makes of how it was left.
    pub recall: Recall,
    /// Line by line instead.
    pub plain: bool,
}

/// Lists the keys of the terminal UI, which another front knows, or tells what is wrong with what the
/// config says of them.
pub type ListKeys = fn(&KeySettings) -> Result<Vec<KeyRow>, config::Error>;

/// Reads the command line and does what it says. The terminal UI and the servers are left to the
/// caller.
pub async fn run(arguments: Vec<OsString>, list_keys: ListKeys) -> Outcome {
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) if usage::is_answer(&error) => {
            // A reader that went away does not want the help text.
            let _ = error.print();
            return Outcome::Exit(EXIT_DONE.into());
        }
        Err(error) => {
            let mut out = Output::of_process(usage::wants_json(&arguments));
            return fail(&mut out, &usage::failure(&error, &arguments));
        }
    };
    let mut out = Output::of_process(cli.global.json);
    if let Err(failure) = log::start() {
        return fail(&mut out, &failure);
    }
    if let Err(error) = clock::obey_environment() {
        return fail(&mut out, &Failure::invalid(error.to_string()));
    }
    let done = survived(Box::pin(execute(cli, &mut out, list_keys))).await;
    match done.and_then(|outcome| out.flush().map(|()| outcome).map_err(Stop::from)) {
        Ok(outcome) => outcome,
        Err(Stop::ReaderGone) => Outcome::Exit(EXIT_DONE.into()),
        Err(Stop::Failed(failure)) => fail(&mut out, &failure),
    }
}

/// A command's outcome, or one line where it panicked: damaged files can make LanceDB do so.
async fn survived<T>(command: impl Future<Output = Result<T, Stop>>) -> Result<T, Stop> {
    panic::set_hook(Box::new(|panic| tracing::error!("{panic}")));
    let done = AssertUnwindSafe(command).catch_unwind().await;
    // From here on the UI may run, which tells of its own panics.
    let _ = panic::take_hook();
    done.unwrap_or_else(|payload| {
        let reason = payload
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| payload.downcast_ref::<&str>().copied())
            .unwrap_or("no reason given");
        let message = format!(
            "stopped by an internal error: {reason}; a file of the store may be damaged, LORE_LOG=debug writes down more"
        );
        Err(Failure::new(failure::Code::DatabaseError, message).into())
    })
}

/// Reports that another front failed, as a command's failure is reported.
#[must_use]
pub fn report_failure(error: &dyn std::error::Error) -> ExitCode {
    let failure = Failure::new(failure::Code::ServiceUnavailable, error.to_string());
    Output::of_process(false).fail(&failure);
    failure.code.exit_code().into()
}

fn fail(out: &mut Output, failure: &Failure) -> Outcome {
    out.fail(failure);
    Outcome::Exit(failure.code.exit_code().into())
}

/// How the UI is wanted, by a command that opens it.
struct Wanted {
    /// Line by line.
    plain: bool,
    /// As if it had never been open.
    fresh: bool,
}

impl Wanted {
    fn of(cli: &Cli, out: &mut Output) -> Result<Self, Stop> {
        let opens_ui = match &cli.command {
            None | Some(Command::Tui(_)) => true,
            Some(Command::Demo(args)) => !args.no_tui,
            _ => false,
        };
        if opens_ui && out.json {
            let message =
                "the terminal UI has no JSON output: name a command, such as `lore list --json`";
            return Err(Failure::invalid(message).into());
        }
        let fresh = cli.ui.fresh || matches!(&cli.command, Some(Command::Tui(args)) if args.fresh);
        if (cli.ui.fresh || cli.ui.plain) && !opens_ui {
            let message =
                "--fresh and --plain are about the terminal UI, and this command does not open it";
            return Err(Failure::invalid(message).into());
        }
        let wants_plain =
            cli.ui.plain || matches!(&cli.command, Some(Command::Tui(args)) if args.plain);
        // Who has such a terminal would else see nothing but a note how to see something.
        let needs_plain = opens_ui && !wants_plain && out.width.is_some() && is_dumb_terminal();
        if needs_plain {
            out.note("TERM=dumb shows no screen, so this is the line mode; --plain asks for it")?;
        }
        Ok(Self {
            plain: wants_plain || needs_plain,
            fresh,
        })
    }
}

/// Does a command, or tells what is left to the caller.
async fn execute(cli: Cli, out: &mut Output, list_keys: ListKeys) -> Result<Outcome, Stop> {
    let now = clock::now();
    let settings =
        || Settings::load(&cli.global.flags(), &Surroundings::of_process()).map_err(Failure::from);
    let Wanted { plain, fresh } = Wanted::of(&cli, out)?;
    match cli.command {
        None | Some(Command::Tui(_)) => {
            let settings = settings()?;
            list_keys(&settings.keys).map_err(Failure::from)?;
            let recall = if fresh { Recall::Nothing } else { Recall::All };
            let ui = browse(settings, recall, plain).await?;
            return Ok(Outcome::OpenUi(Box::new(ui)));
        }
        Some(Command::Demo(args)) => {
            let settings = settings_without_store(&cli.global)?;
            list_keys(&settings.keys).map_err(Failure::from)?;
            if let Some(ui) = demo(args, settings, plain, out, now).await? {
                return Ok(Outcome::OpenUi(Box::new(ui)));
            }
        }
        Some(Command::Store(args)) => store_entry(&args, &settings()?, out).await?,
        Some(Command::Search(args)) => {
            let request = commands::search::request(&args, now)?;
            let lore = open(&settings()?, out).await?;
            commands::search::run(&lore, out, &args, &request).await?;
            make_index(&lore, out).await?;
        }
        Some(Command::List(args)) => {
            let filter = args.filter.to_filter(now)?;
            let lore = open(&settings()?, out).await?;
            commands::list::run(&lore, out, &args, &filter).await?;
        }
        Some(Command::Show(args)) => {
            let lore = open(&settings()?, out).await?;
            commands::show::run(&lore, out, &args, now).await?;
        }
        Some(Command::Similar(args)) => {
            let lore = open(&settings()?, out).await?;
            commands::similar::run(&lore, out, &args).await?;
        }
        Some(Command::Change(command)) => {
            let ready = commands::changing::ready(command, out, now)?;
            let lore = open(&settings()?, out).await?;
            let upkeep_pays = ready.touches_vectors();
            Box::pin(commands::changing::run(&lore, out, ready, now)).await?;
            if upkeep_pays {
                upkeep(&lore, out).await?;
            }
        }
        Some(Command::Projects) => {
            let lore = open(&settings()?, out).await?;
            commands::projects::run(&lore, out).await?;
        }
        Some(Command::Stats(args)) => {
            let filter = args.filter.to_filter(now)?;
            let lore = open(&settings()?, out).await?;
            commands::stats::run(&lore, out, &filter).await?;
        }
        Some(Command::Dupes(args)) => {
            let filter = args.filter.to_filter(now)?;
            let lore = open(&settings()?, out).await?;
            commands::dupes::run(&lore, out, &args, &filter, now).await?;
        }
        Some(Command::Curate(command)) => {
            Box::pin(curate(command, &cli.global, out, now)).await?;
        }
        Some(Command::Exchange(command)) => {
            Box::pin(exchange(command, &settings()?, out, now)).await?;
        }
        Some(Command::Care(command)) => {
            let lore = open(&settings()?, out).await?;
            Box::pin(care(command, &lore, out)).await?;
        }
        Some(Command::Compact(command)) => {
            Box::pin(compact(command, &settings()?, out)).await?;
        }
        Some(Command::Reembed(args)) => {
            let filter = args.filter.to_filter(now)?;
            let lore = open(&settings()?, out).await?;
            let model = args.model.as_deref();
            commands::reembed::run(&lore, out, &filter, model, args.dry_run).await?;
            upkeep(&lore, out).await?;
        }
        Some(Command::Models(args)) => list_or_get(args, &settings()?, out).await?,
        Some(Command::Serve(args)) => return serve(args, settings()?, out).await,
        Some(Command::Setting(command)) => setting(command, &cli.global, out, list_keys)?,
        Some(Command::Mcp) => return serve_mcp(&settings()?, out).await,
        Some(Command::Completions { shell }) => complete(shell, out)?,
        Some(Command::Man { command }) => manual(command.as_deref(), out)?,
    }
    Ok(Outcome::Exit(EXIT_DONE.into()))
}

/// Stores what the arguments say, where they or the folder say.
async fn store_entry(args: &StoreArgs, settings: &Settings, out: &mut Output) -> Result<(), Stop> {
    let folder = std::env::current_dir()?;
    let (repo, project) = (args.repo.as_deref(), args.project.as_deref());
    let scope = commands::store::Scope::new(repo, project, &folder)?;
    let entry = commands::store::entry(args, &scope)?;
    let lore = Lore::open_or_create_for(
        &settings.store,
        &scope.repository,
        &entry,
        settings.credentials,
    )
    .await?
    .with_models(models(settings))?;
    commands::store::run(&lore, out, &scope.repository, entry).await?;
    upkeep(&lore, out).await
}

/// What MCP is to be served over.
async fn serve_mcp(settings: &Settings, out: &mut Output) -> Result<Outcome, Stop> {
    let lore = commands::mcp::open(settings, out).await?;
    Ok(Outcome::ServeMcp(Box::new(lore)))
}

/// The server that is to be started.
async fn serve(args: ServeArgs, settings: Settings, out: &mut Output) -> Result<Outcome, Stop> {
    let lore = open_or_create(&settings, out).await?;
    let lore = lore.with_credentials(settings.credentials);
    let serve = Serve::new(lore, args, settings.serve, out.json);
    Ok(Outcome::Serve(Box::new(serve)))
}

/// Tells of settings.
fn setting(
    command: SettingCommand,
    global: &GlobalArgs,
    out: &mut Output,
    list_keys: ListKeys,
) -> Result<(), Stop> {
    match command {
        SettingCommand::Keys(args) => {
            let settings = settings_without_store(global)?;
            themes(&settings.appearance)?;
            let rows = list_keys(&settings.keys).map_err(Failure::from)?;
            commands::keys::run(out, &args, rows)
        }
        SettingCommand::Config => {
            let path = config::file_path(&global.flags(), &Surroundings::of_process());
            commands::config::run(out, path.as_deref())
        }
    }
}

/// What the UI is to be opened on.
async fn browse(settings: Settings, recall: Recall, plain: bool) -> Result<Ui, Stop> {
    let themes = themes(&settings.appearance)?;
    Ok(Ui {
        lore: Lore::open(&settings.store)
            .await?
            .with_models(models(&settings))?
            .with_credentials(settings.credentials),
        embed_missing: false,
        mouse: settings.mouse,
        retention: settings.retention,
        appearance: settings.appearance,
        themes,
        keys: settings.keys,
        recall,
        plain,
    })
}

/// Prints a completion script.
fn complete(shell: Shell, out: &mut Output) -> Result<(), Stop> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "lore", &mut script);
    Ok(out.write_all(&script)?)
}

/// Prints a manual page.
fn manual(command: Option<&str>, out: &mut Output) -> Result<(), Stop> {
    let mut page = Vec::new();
    clap_mangen::Man::new(documented(command)?).render(&mut page)?;
    Ok(out.write_all(&page)?)
}

/// The settings, for what has no need of the store that they name, be there a home folder or not.
fn settings_without_store(global: &GlobalArgs) -> Result<Settings, Failure> {
    let flags = Flags {
        store: Some(PathBuf::new()),
        ..global.flags()
    };
    Ok(Settings::load(&flags, &Surroundings::of_process())?)
}

/// Does what agents ask for around a compaction.
async fn compact(
    command: CompactCommand,
    settings: &Settings,
    out: &mut Output,
) -> Result<(), Stop> {
    match command {
        CompactCommand::PreCompaction(args) => {
            let conversation = input::conversation(&args.conversation)?;
            let folder = std::env::current_dir()?;
            let (repo, project) = (args.repo.as_deref(), args.project.as_deref());
            let scope = commands::store::Scope::new(repo, project, &folder)?;
            let lore = Lore::open_or_create(&settings.store)
                .await?
                .with_models(models(settings))?
                .with_credentials(settings.credentials);
            commands::compaction::before(&lore, out, &scope, &args, &conversation).await?;
            upkeep(&lore, out).await
        }
        CompactCommand::PostCompaction(args) => {
            let lore = open(settings, out).await?;
            commands::compaction::after(&lore, out, &args).await?;
            make_index(&lore, out).await
        }
    }
}

/// Brings entries out or in.
async fn exchange(
    command: ExchangeCommand,
    settings: &Settings,
    out: &mut Output,
    now: DateTime<Utc>,
) -> Result<(), Stop> {
    match command {
        ExchangeCommand::Export(args) => {
            let filter = args.filter.to_filter(now)?;
            let lore = open(settings, out).await?;
            commands::export::run(&lore, out, &args, filter).await
        }
        ExchangeCommand::Import(args) => {
            let ready = commands::import::ready(&args)?;
            if ready.is_dry_run() && !Lore::is_there(&settings.store) {
                // What it would do to an empty store; none is made for that.
                let empty = tempfile::tempdir()?;
                let lore = Lore::open_or_create(empty.path()).await?;
                let lore = lore.with_models(models(settings))?;
                return commands::import::run(&lore, out, ready).await;
            }
            let lore = Lore::open_or_create(&settings.store)
                .await?
                .with_models(models(settings))?
                .acting_via(FRONT)
                .with_credentials(settings.credentials);
            commands::import::run(&lore, out, ready).await?;
            upkeep(&lore, out).await
        }
    }
}

/// Looks after the store as a whole.
async fn care(command: CareCommand, lore: &Lore, out: &mut Output) -> Result<(), Stop> {
    match command {
        CareCommand::Doctor(args) => commands::doctor::run(lore, out, &args).await,
        CareCommand::Sql(args) => commands::sql::run(lore, out, &args).await,
    }
}

/// Does a command that finds what should go.
async fn curate(
    command: CurateCommand,
    global: &GlobalArgs,
    out: &mut Output,
    now: DateTime<Utc>,
) -> Result<(), Stop> {
    let settings =
        Settings::load(&global.flags(), &Surroundings::of_process()).map_err(Failure::from)?;
    match command {
        CurateCommand::Cleanup(args) => {
            let rule = commands::cleanup::rule(&args, &settings, now)?;
            let lore = open(&settings, out).await?.acting_via(FRONT);
            commands::cleanup::run(&lore, out, &args, rule).await
        }
        CurateCommand::Apply(args) => {
            let lore = open(&settings, out).await?.acting_via(FRONT);
            commands::cleanup::apply(&lore, out, &args).await
        }
        CurateCommand::Secrets(args) => {
            let filter = args.filter.to_filter(now)?;
            let lore = open(&settings, out).await?;
            commands::secrets::run(&lore, out, &args, &filter).await
        }
    }
}

/// Whether the terminal says of itself that it can do nothing but lines.
fn is_dumb_terminal() -> bool {
    std::env::var_os("TERM").is_some_and(|term| term == "dumb")
}

/// Makes the sample store, and tells whether the UI is to be opened on it.
async fn demo(
    args: DemoArgs,
    settings: Settings,
    plain: bool,
    out: &mut Output,
    now: DateTime<Utc>,
) -> Result<Option<Ui>, Stop> {
    let opens_ui = !args.no_tui;
    if opens_ui && !plain && out.width.is_none() {
        let message = "the sample store opens in the terminal UI, and standard output is no terminal: add --no-tui to make the store alone";
        return Err(Failure::invalid(message).into());
    }
    let themes = themes(&settings.appearance)?;
    let folder = commands::demo::make(&args, now).await?;
    let settings = Settings {
        store: folder.clone(),
        ..settings
    };
    let lore = open(&settings, out).await?;
    if opens_ui {
        out.note(format!("the sample store is {}", folder.display()))?;
        return Ok(Some(Ui {
            lore,
            embed_missing: true,
            mouse: settings.mouse,
            retention: settings.retention,
            appearance: settings.appearance,
            themes,
            keys: settings.keys,
            recall: Recall::Settings,
            plain,
        }));
    }
    commands::demo::print_path(&lore, out).await?;
    upkeep(&lore, out).await?;
    Ok(None)
}

/// All themes; one that the config names can be used.
fn themes(appearance: &Appearance) -> Result<Themes, Failure> {
    let themes = Themes::load(Surroundings::of_process().config_folder.as_deref());
    appearance.check(&themes)?;
    Ok(themes)
}

/// The program, or one of its commands, as its manual page describes it.
fn documented(command: Option<&str>) -> Result<clap::Command, Failure> {
    let mut program = Cli::command();
    program.build();
    let Some(name) = command else {
        return Ok(program);
    };
    program
        .find_subcommand(name)
        .cloned()
        .ok_or_else(|| Failure::invalid(format!("no command `{name}`; `lore --help` lists them")))
}

/// Makes or extends the indexes that pay, now that the answer is out.
async fn upkeep(lore: &Lore, out: &mut Output) -> Result<(), Stop> {
    out.flush()?;
    let wanted = lore.wants_index().await.is_ok_and(|wanted| wanted);
    maintain(lore, wanted).await;
    Ok(())
}

/// Makes the index that the next search would be faster with, now that the answer is out. Who only
/// searches waits for nothing else.
async fn make_index(lore: &Lore, out: &mut Output) -> Result<(), Stop> {
    out.flush()?;
    if lore.wants_index().await.is_ok_and(|wanted| wanted) {
        maintain(lore, true).await;
    }
    Ok(())
}

/// Keeps the store up, and says what takes so long. Failing at it harms nobody: searches are slower
/// without an index, not wrong, and a store may be there to be read only.
async fn maintain(lore: &Lore, makes_index: bool) {
    let notice = makes_index.then(|| Notice::new("making the index of words, once ..."));
    if let Err(error) = lore.maintain().await {
        tracing::warn!(%error, "the store was not kept up");
    }
    if let Some(notice) = notice {
        notice.clear();
    }
}

/// What the settings say about models.
fn models(settings: &Settings) -> ModelSettings {
    ModelSettings {
        model: settings.model.clone(),
        onnxruntime: settings.onnxruntime.clone(),
        folder: config::models_folder(),
    }
}

/// Lists the models, be there a store or not, or downloads one.
async fn list_or_get(args: ModelsArgs, settings: &Settings, out: &mut Output) -> Result<(), Stop> {
    if let Some(ModelsCommand::Get { name }) = args.command {
        // The one to get need not be the one in use, nor need that be of any use.
        let settings = ModelSettings {
            model: None,
            ..models(settings)
        };
        return commands::models::get(&ModelShelf::new(settings)?, &name, out).await;
    }
    let shelf = ModelShelf::new(models(settings))?;
    let lore = if Lore::is_there(&settings.store) {
        Some(open(settings, out).await?)
    } else {
        None
    };
    commands::models::list(&shelf, lore.as_ref(), out).await
}

/// Opens a store to read, and says which of its repositories cannot be.
async fn open(settings: &Settings, out: &mut Output) -> Result<Lore, Stop> {
    let lore = Lore::open(&settings.store).await?;
    let lore = lore.with_models(models(settings))?;
    for broken in lore.broken().await? {
        out.note(format!("left out: {broken}"))?;
    }
    Ok(lore)
}

/// Opens a store that agents write to, and makes it if it is not there yet.
async fn open_or_create(settings: &Settings, out: &mut Output) -> Result<Lore, Stop> {
    let store = &settings.store;
    // A folder without anything is what another server has made and not stored into yet.
    let is_empty = fs::read_dir(store).is_ok_and(|mut files| files.next().is_none());
    if Lore::is_there(store) && !is_empty {
        return open(settings, out).await;
    }
    let lore = Lore::open_or_create(store).await?;
    let lore = lore.with_models(models(settings))?;
    if is_empty {
        return Ok(lore);
    }
    out.note(format!("made a new store at {}", store.display()))?;
    Ok(lore)
}
