//! How the screen looks: the theme in use, and what the terminal can show of it.

use std::sync::Arc;

use super::Model;
use crate::{
    config::{
        ThemeSetting,
        theme::{Broken, Theme, Themes},
    },
    domain::printable::printable_line,
    tui::{
        glyphs::Glyphs,
        styles::{Depth, Styles},
    },
};

/// Remembered when the theme is to be as the terminal is.
const AUTO: &str = "auto";

/// What a terminal can show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sight {
    /// How many colours.
    pub depth: Depth,
    /// Which characters.
    pub glyphs: Glyphs,
    /// Its own background is light.
    pub is_light: bool,
}

/// The look of the screen.
#[derive(Debug, Clone)]
pub struct Look {
    themes: Arc<Themes>,
    /// What the config says.
    start: ThemeSetting,
    /// What stands for "as the terminal is".
    auto: ThemeSetting,
    setting: ThemeSetting,
    sight: Sight,
    styles: Styles,
}

impl Default for Look {
    fn default() -> Self {
        Self::new(
            Arc::new(Themes::embedded()),
            ThemeSetting::default(),
            Sight::default(),
        )
    }
}

impl Look {
    /// A look that starts with this setting.
    #[must_use]
    pub fn new(themes: Arc<Themes>, setting: ThemeSetting, sight: Sight) -> Self {
        let auto = match &setting {
            ThemeSetting::Auto { .. } => setting.clone(),
            ThemeSetting::Named(_) => ThemeSetting::default(),
        };
        let mut look = Self {
            themes,
            start: setting.clone(),
            auto,
            setting: ThemeSetting::default(),
            sight,
            styles: Styles::plain(),
        };
        look.show(setting);
        look
    }

    /// Takes another theme.
    pub fn show(&mut self, setting: ThemeSetting) {
        self.setting = setting;
        self.styles = self
            .theme()
            .map_or_else(Styles::plain, |theme| Styles::new(theme, self.sight.depth));
    }

    /// The styles of everything on the screen.
    #[must_use]
    pub fn styles(&self) -> &Styles {
        &self.styles
    }

    /// What was chosen.
    #[must_use]
    pub fn setting(&self) -> &ThemeSetting {
        &self.setting
    }

    /// All that can be chosen: as the terminal is, then each theme.
    #[must_use]
    pub fn choices(&self) -> Vec<ThemeSetting> {
        let named = |theme: &Theme| ThemeSetting::Named(theme.name.clone());
        let mut choices = vec![self.auto.clone()];
        choices.extend(self.themes.all().into_iter().map(named));
        choices
    }

    /// The theme that a choice comes to on this terminal. One that there is not any more is that of
    /// the terminal.
    #[must_use]
    pub fn theme_of(&self, setting: &ThemeSetting) -> Option<&Theme> {
        let named = |setting: &ThemeSetting| match setting {
            ThemeSetting::Named(name) => self.themes.get(name),
            ThemeSetting::Auto { light, .. } if self.sight.is_light => self.themes.get(light),
            ThemeSetting::Auto { dark, .. } => self.themes.get(dark),
        };
        named(setting)
            .or_else(|| named(&self.auto))
            .or_else(|| named(&ThemeSetting::default()))
    }

    /// The theme in use.
    #[must_use]
    pub fn theme(&self) -> Option<&Theme> {
        self.theme_of(&self.setting)
    }

    /// What the terminal can show.
    #[must_use]
    pub fn sight(&self) -> Sight {
        self.sight
    }

    /// Theme files that cannot be used.
    #[must_use]
    pub fn broken(&self) -> &[Broken] {
        self.themes.broken()
    }

    /// What people should know of theme files that cannot be used, if there are any.
    #[must_use]
    pub fn complaint(&self) -> Option<String> {
        let broken = self.broken();
        let why = printable_line(&broken.first()?.why);
        Some(match broken.len() {
            1 => format!("a theme is left out: {why}"),
            number => format!(
                "{number} themes are left out: {why}; and {} more, told in the list of themes",
                number - 1
            ),
        })
    }
}

impl Model {
    /// Looks as the config says, or as was chosen since it says so.
    pub fn dress(&mut self, themes: Themes, setting: ThemeSetting, sight: Sight) {
        self.look = Look::new(Arc::new(themes), setting, sight);
        let over = self.look.start.to_string();
        let chosen = self.everywhere.theme.as_deref();
        match chosen.filter(|_| self.everywhere.theme_over.as_ref() == Some(&over)) {
            Some(AUTO) => self.look.show(self.look.auto.clone()),
            Some(name) => self.look.show(ThemeSetting::Named(name.to_owned())),
            None => {}
        }
    }

    /// What is shown is what was chosen, also for the next run.
    pub(crate) fn keep_theme(&mut self) {
        let chosen = match self.look.setting() {
            ThemeSetting::Auto { .. } => AUTO,
            ThemeSetting::Named(name) => name,
        };
        self.everywhere.theme = Some(chosen.to_owned());
        self.everywhere.theme_over = Some(self.look.start.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(setting: ThemeSetting, is_light: bool) -> Look {
        let sight = Sight {
            is_light,
            ..Sight::default()
        };
        Look::new(Arc::new(Themes::embedded()), setting, sight)
    }

    fn name(look: &Look) -> &str {
        &look.theme().unwrap().name
    }

    #[test]
    fn auto_follows_the_terminal() {
        let auto = ThemeSetting::default;
        assert_eq!(name(&look(auto(), false)), "lore-dark");
        assert_eq!(name(&look(auto(), true)), "lore-light");
        let pair = ThemeSetting::Auto {
            dark: "nord".to_owned(),
            light: "solarized-light".to_owned(),
        };
        assert_eq!(name(&look(pair.clone(), false)), "nord");
        assert_eq!(name(&look(pair, true)), "solarized-light");
    }

    #[test]
    fn what_was_chosen_counts_until_the_config_says_something_else() {
        let nord = || ThemeSetting::Named("nord".to_owned());
        let dressed = |model: &mut Model, setting| {
            model.dress(Themes::embedded(), setting, Sight::default());
            name(&model.look).to_owned()
        };
        let mut model = Model::new(String::new());
        assert_eq!(dressed(&mut model, nord()), "nord");
        model.look.show(ThemeSetting::Named("dracula".to_owned()));
        model.keep_theme();
        assert_eq!(dressed(&mut model, nord()), "dracula");
        assert_eq!(dressed(&mut model, ThemeSetting::default()), "lore-dark");
        assert_eq!(dressed(&mut model, nord()), "dracula");
        model.look.show(ThemeSetting::default());
        model.keep_theme();
        assert_eq!(dressed(&mut model, nord()), "lore-dark");
    }

    #[test]
    fn a_theme_that_went_is_replaced_by_the_terminals() {
        let gone = ThemeSetting::Named("gone".to_owned());
        assert_eq!(name(&look(gone.clone(), true)), "lore-light");
        let mut look = look(ThemeSetting::Named("nord".to_owned()), false);
        assert_eq!(name(&look), "nord");
        look.show(gone);
        assert_eq!(name(&look), "lore-dark");
        assert_eq!(look.styles(), Look::default().styles());
    }

    #[test]
    fn all_broken_themes_are_told_of() {
        let folder = tempfile::tempdir().unwrap();
        let themes = folder.path().join("lore/themes");
        std::fs::create_dir_all(&themes).unwrap();
        let told = || {
            let themes = Arc::new(Themes::load(Some(folder.path())));
            Look::new(themes, ThemeSetting::default(), Sight::default()).complaint()
        };
        assert_eq!(told(), None);
        std::fs::write(themes.join("one.toml"), "[colors]\ntext = 3\n").unwrap();
        let one = told().unwrap();
        assert!(one.starts_with("a theme is left out: "), "{one}");
        std::fs::write(themes.join("two.toml"), "[colors]\ntext = 3\n").unwrap();
        let two = told().unwrap();
        assert!(two.starts_with("2 themes are left out: "), "{two}");
        assert!(
            two.contains("one.toml:2") && two.contains("and 1 more"),
            "{two}"
        );
    }
}
