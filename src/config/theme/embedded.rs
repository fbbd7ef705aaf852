//! The theme files that are part of the program.

macro_rules! theme {
    ($name:literal) => {
        (
            $name,
            include_str!(concat!("../../../themes/", $name, ".toml")),
        )
    };
}

/// Name and text of each.
pub(super) const FILES: &[(&str, &str)] = &[
    theme!("catppuccin-latte"),
    theme!("catppuccin-mocha"),
    theme!("dracula"),
    theme!("gruvbox-dark"),
    theme!("gruvbox-light"),
    theme!("high-contrast"),
    theme!("high-contrast-light"),
    theme!("lore-dark"),
    theme!("lore-light"),
    theme!("nord"),
    theme!("okabe-ito"),
    theme!("okabe-ito-light"),
    theme!("rose-pine"),
    theme!("rose-pine-dawn"),
    theme!("solarized-dark"),
    theme!("solarized-light"),
    theme!("tokyo-night"),
];
