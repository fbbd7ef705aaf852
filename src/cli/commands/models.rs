//! `lore models`: what can make vectors, and what made those that are there.

use std::io::Write;

use serde_json::{Value, json};

use super::Result;
use crate::{
    cli::{
        args::{ModelsArgs, ModelsCommand},
        opening::{models, open},
        output::Output,
        progress::watched_bytes,
        table::{self, Column},
    },
    config::Settings,
    domain::{
        count::{bytes, counted, thousands},
        filter::Filter,
        printable::printable_line,
    },
    service::{
        Lore,
        models::{ListedModel, ModelSettings, ModelShelf, RepositoryModels},
    },
};

/// Lists the models, be there a store or not, downloads one, or removes the vectors of one.
pub async fn run(args: ModelsArgs, settings: &Settings, out: &mut Output) -> Result {
    match args.command {
        Some(ModelsCommand::Get { name }) => {
            // The one to get need not be the one in use, nor need that be of any use.
            let settings = ModelSettings {
                model: None,
                ..models(settings)
            };
            return get(&ModelShelf::new(settings)?, &name, out).await;
        }
        Some(ModelsCommand::Drop { name, yes }) => {
            let lore = open(settings, out).await?;
            return drop_vectors(&lore, &name, yes, out).await;
        }
        None => {}
    }
    let shelf = ModelShelf::new(models(settings))?;
    let lore = if Lore::is_there(&settings.store) {
        Some(open(settings, out).await?)
    } else {
        None
    };
    list(&shelf, lore.as_ref(), out).await
}

/// Lists the models, and those of each repository's vectors if there is a store.
async fn list(shelf: &ModelShelf, lore: Option<&Lore>, out: &mut Output) -> Result {
    let models = shelf.list();
    let in_use = shelf.name().await;
    let repositories = match lore {
        Some(lore) => lore.models_of_vectors(&Filter::default()).await?,
        None => Vec::new(),
    };
    if out.json {
        let in_use = in_use.ok();
        let listed: Vec<Value> = (models.iter())
            .map(|model| of_model(model, in_use.as_deref()))
            .collect();
        let runtime = match shelf.runtime() {
            Ok(path) => json!({"path": path}),
            Err(problem) => json!({"path": null, "problem": problem}),
        };
        out.document(&json!({
            "models": listed,
            "total": models.len(),
            "in_use": in_use,
            "onnxruntime": runtime,
            "repositories": repositories.iter().map(of_repository).collect::<Vec<_>>(),
        }))?;
        return Ok(());
    }
    let (id, text) = (out.styles.id, out.styles.label);
    let rows: Vec<[String; 4]> = models
        .iter()
        .map(|model| {
            [
                model.name.clone(),
                model.width.to_string(),
                standing(model, in_use.as_deref().ok()).to_owned(),
                model.about.clone(),
            ]
        })
        .collect();
    let columns = [
        Column::words("MODEL", id).whole(),
        Column::numbers("WIDTH", text),
        Column::words("HERE", text),
        Column::words("ABOUT", text),
    ];
    table::write(out, columns, &rows)?;
    write_repositories(out, &repositories, in_use.as_deref().ok())?;
    writeln!(out)?;
    match shelf.runtime() {
        Ok(path) => writeln!(out, "ONNX Runtime: {}", path.display())?,
        Err(problem) => writeln!(out, "{problem}")?,
    }
    if let Err(problem) = in_use {
        out.note(problem.to_string())?;
    }
    Ok(())
}

/// Downloads a model.
async fn get(shelf: &ModelShelf, name: &str, out: &mut Output) -> Result {
    let folder = watched_bytes("downloading", async |cancel, progress| {
        shelf.get(name, cancel, progress).await
    })
    .await?;
    if out.json {
        out.document(&json!({"model": name, "folder": folder}))?;
    } else {
        writeln!(out, "{name} is in {}", folder.display())?;
        writeln!(
            out,
            "to use it: `lore reembed --model {name}`, and model = \"{name}\" in the config file"
        )?;
    }
    if let Err(problem) = shelf.runtime() {
        out.note(problem)?;
    }
    Ok(())
}

/// Removes the vectors of a model, or shows what would go.
async fn drop_vectors(lore: &Lore, name: &str, sure: bool, out: &mut Output) -> Result {
    let sizes = if sure {
        lore.drop_vectors(name).await?
    } else {
        lore.idle_vectors(name).await?
    };
    let (all, shown): (u64, _) = (sizes.values().sum(), printable_line(name));
    if out.json {
        out.document(&json!({
            "model": name,
            "removed": sure,
            "bytes": all,
            "repositories": sizes,
        }))?;
        return Ok(());
    }
    for (repository, size) in &sizes {
        let (repository, size) = (printable_line(repository), bytes(*size));
        writeln!(out, "{repository}: {size} of vectors of {shown}")?;
    }
    let all = bytes(all);
    if sure {
        writeln!(
            out,
            "removed, {all} freed; `lore reembed --model` makes them anew"
        )?;
    } else {
        writeln!(out, "nothing is removed yet: with --yes, {all} are freed")?;
    }
    Ok(())
}

/// What each repository's vectors are of.
fn write_repositories(
    out: &mut Output,
    repositories: &[RepositoryModels],
    in_use: Option<&str>,
) -> Result {
    for of in repositories {
        writeln!(out)?;
        let name = printable_line(&of.repository);
        let entries = counted(of.entries, "entry", "entries");
        writeln!(out, "{name}: {entries}")?;
        for (model, count) in &of.shared {
            writeln!(out, "  {} of {}", thousands(*count), printable_line(model))?;
        }
        for (model, count) in &of.wide {
            let (count, model) = (thousands(*count), printable_line(model));
            writeln!(out, "  {count} of {model}, beside the shared table")?;
        }
        let known: usize = of.shared.values().sum();
        if known < of.entries {
            writeln!(out, "  {} of no known model", thousands(of.entries - known))?;
        }
        // Where the model in use has a table of its own, that one is searched.
        let lie_beside = in_use.is_some_and(|in_use| of.wide.contains_key(in_use));
        if of.shared.len() > 1 && !lie_beside {
            let note =
                "  vectors of several models are never compared: `lore reembed` makes them one";
            writeln!(out, "{note}")?;
        }
    }
    Ok(())
}

fn standing(model: &ListedModel, in_use: Option<&str>) -> &'static str {
    match (model.is_here, in_use == Some(model.name.as_str())) {
        (true, true) => "in use",
        (true, false) => "yes",
        (false, true) => "in use, missing",
        (false, false) => "",
    }
}

fn of_model(model: &ListedModel, in_use: Option<&str>) -> Value {
    json!({
        "name": model.name,
        "width": model.width,
        "about": model.about,
        "here": model.is_here,
        "in_use": in_use == Some(model.name.as_str()),
        "folder": model.folder,
    })
}

fn of_repository(of: &RepositoryModels) -> Value {
    json!({
        "repository": of.repository,
        "entries": of.entries,
        "models": of.shared,
        "wider_models": of.wide,
    })
}
