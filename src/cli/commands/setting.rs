//! The commands about settings.

use super::{Result, config, keys};
use crate::{
    cli::{
        ListKeys,
        args::{GlobalArgs, SettingCommand},
        failure::Failure,
        opening::settings_without_store,
        output::Output,
        ui::themes,
    },
    config::{Surroundings, file_path},
};

/// Does the command.
pub fn run(
    command: SettingCommand,
    global: &GlobalArgs,
    out: &mut Output,
    list_keys: ListKeys,
) -> Result {
    match command {
        SettingCommand::Keys(args) => {
            let settings = settings_without_store(global)?;
            themes(&settings.appearance)?;
            let rows = list_keys(&settings.keys).map_err(Failure::from)?;
            keys::run(out, &args, rows)
        }
        SettingCommand::Config => {
            let path = file_path(&global.flags(), &Surroundings::of_process());
            config::run(out, path.as_deref())
        }
    }
}
