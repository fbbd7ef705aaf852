//! Themes: what files may say, what inheriting does, and that colours stand out.

use super::*;
use crate::domain::kind;

/// The themes with these files in the user's folder; paths of that folder are written as `FOLDER`.
fn with(files: &[(&str, &str)]) -> (Themes, Vec<String>) {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join(FOLDER);
    fs::create_dir_all(&folder).unwrap();
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
    let themes = Themes::load(Some(home.path()));
    let told = themes.broken.iter();
    let told = told
        .map(|broken| broken.why.replace(&folder.display().to_string(), "FOLDER"))
        .collect();
    (themes, told)
}

fn rgb(text: &str) -> Rgb {
    Rgb::parse(text).unwrap()
}

#[test]
fn all_embedded_themes_are_whole() {
    let themes = Themes::embedded();
    assert_eq!(themes.broken(), []);
    assert_eq!(themes.all().len(), embedded::FILES.len());
    let light = themes.all().iter().filter(|theme| theme.is_light()).count();
    assert!(themes.all().len() - light >= 8, "dark themes");
    assert!(light >= 4, "light themes: {light}");
    assert!(!themes.get(DARK).unwrap().is_light());
    assert!(themes.get(LIGHT).unwrap().is_light());
}

#[test]
fn every_file_of_the_folder_is_embedded() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes");
    let files = files(&folder).unwrap();
    let embedded: Vec<&str> = embedded::FILES.iter().map(|(name, _)| *name).collect();
    assert_eq!(files.keys().collect::<Vec<_>>(), embedded);
}

#[test]
fn a_users_theme_says_only_what_differs() {
    let (themes, told) = with(&[(
        "mine.toml",
        "inherits = \"nord\"\n[palette]\nnord3 = \"#123456\"\nmy_red = \"#f00\"\n\
         [colors]\nbad = \"my_red\"\ngood = \"#0f0\"\n[kinds]\nretro = \"my_red\"\n\
         [ansi]\nbad = \"red\"\n[ansi_kinds]\nretro = \"blue\"\n",
    )]);
    assert_eq!(told, [""; 0]);
    let (mine, nord) = (themes.get("mine").unwrap(), themes.get("nord").unwrap());
    assert!(mine.is_users && !nord.is_users);
    assert_eq!(mine.colours[Role::Bad], rgb("#ff0000"));
    assert_eq!(mine.colours[Role::Good], rgb("#00ff00"));
    assert_eq!(mine.colours[Role::Text], nord.colours[Role::Text]);
    // What the parent says by a name follows the name.
    assert_eq!(mine.colours[Role::Border], rgb("#123456"));
    assert_eq!(mine.colours.kinds()["retro"], rgb("#f00"));
    assert_eq!(mine.ansi[Role::Bad], Ansi::Red);
    assert_eq!(mine.ansi[Role::Accent], nord.ansi[Role::Accent]);
    assert_eq!(mine.ansi.kinds()["retro"], Ansi::Blue);
}

#[test]
fn a_users_theme_takes_the_place_of_an_embedded_one_and_may_inherit_from_it() {
    let (themes, told) = with(&[(
        "nord.toml",
        "inherits = \"nord\"\n[colors]\nbad = \"#f00\"\n",
    )]);
    assert_eq!(told, [""; 0]);
    let nord = themes.get("nord").unwrap();
    assert!(nord.is_users);
    assert_eq!(nord.colours[Role::Bad], rgb("#f00"));
    assert_eq!(themes.all().len(), embedded::FILES.len());
}

#[test]
fn a_theme_without_parent_gets_the_sixteen_colours_of_its_lightness() {
    let whole = |base: &str, text: &str| {
        let colors = Role::ALL.map(|role| match role {
            Role::Text => format!("{} = \"{text}\"\n", role.name()),
            _ => format!("{} = \"{base}\"\n", role.name()),
        });
        let kinds = kind::KNOWN.map(|kind| format!("{kind} = \"{text}\"\n"));
        format!(
            "[colors]\n{}[kinds]\n{}\"*\" = \"{text}\"\n",
            colors.concat(),
            kinds.concat()
        )
    };
    let (day, night) = (whole("#fff", "#000"), whole("#000", "#fff"));
    let (themes, told) = with(&[("day.toml", &*day), ("night.toml", &*night)]);
    assert_eq!(told, [""; 0]);
    let ansi = |name: &str| themes.get(name).unwrap().ansi.clone();
    assert_eq!(ansi("day"), ansi(LIGHT));
    assert_eq!(ansi("night"), ansi(DARK));
}

#[test]
fn what_is_wrong_is_told_with_file_and_line() {
    for (text, expected) in [
        (
            "inherits = \"nord\"\n\n[colors]\ntxt = \"#fff\"",
            "4: unknown variant `txt`, expected one of `base`",
        ),
        (
            "inherits = \"nord\"\ncolours = 1",
            "2: unknown field `colours`",
        ),
        (
            "inherits = \"nord\"\n[colors]\ntext = \"#ggg\"",
            "3: `#ggg` is no colour: write #rrggbb or a name of [palette]",
        ),
        (
            "inherits = \"nord\"\n[colors]\ntext = \"sand\"",
            "3: `sand` is no colour",
        ),
        (
            "inherits = \"nord\"\n[kinds]\n\nissue = \"sand\"",
            "4: `sand` is no colour",
        ),
        (
            "inherits = \"nord\"\n[palette]\nsand = \"yellow\"",
            "3: `yellow` is no colour: write #rrggbb",
        ),
        (
            "inherits = \"nord\"\n[ansi]\ntext = \"#fff\"",
            "3: unknown variant `#fff`, expected one of `default`",
        ),
        (
            "\ninherits = \"nrod\"",
            "2: no theme `nrod` to inherit from; there are catppuccin-latte, ",
        ),
        ("\ninherits = \"bad\"", "2: no theme `bad` to inherit from"),
        (
            "[colors]\ntext = \"#fff\"",
            "1: no colour for base, raised, selection, ",
        ),
        ("inherits = ", "1: "),
        (
            "inherits = 1",
            "1: invalid type: integer `1`, expected a string",
        ),
    ] {
        let (themes, told) = with(&[("bad.toml", text)]);
        let [told] = &told[..] else {
            panic!("{told:?} for {text}")
        };
        let expected = format!("FOLDER/bad.toml:{expected}");
        assert!(told.starts_with(&expected), "{told} instead of {expected}");
        assert!(!told.contains('\n'), "{told}");
        assert_eq!(themes.all().len(), embedded::FILES.len());
    }
}

#[test]
fn no_theme_is_called_as_the_terminals_is() {
    let (themes, told) = with(&[("auto.toml", "inherits = \"nord\"\n")]);
    assert_eq!(themes.get("auto"), None);
    assert_eq!(
        told,
        ["FOLDER/auto.toml:1: `auto` means as the terminal is; give the file another name"]
    );
}

#[test]
fn circles_are_told() {
    let (_, told) = with(&[
        ("a.toml", "inherits = \"b\""),
        ("b.toml", "\ninherits = \"c\""),
        ("c.toml", "inherits = \"b\""),
    ]);
    assert_eq!(
        told,
        [
            "FOLDER/c.toml:1: themes inherit in a circle: a < b < c < b",
            "FOLDER/c.toml:1: themes inherit in a circle: b < c < b",
            "FOLDER/b.toml:2: themes inherit in a circle: c < b < c",
        ]
    );
}

#[test]
fn a_broken_file_leaves_the_embedded_theme_in_its_place() {
    let (themes, told) = with(&[("nord.toml", "inherits"), ("note.txt", "no theme")]);
    assert_eq!(told.len(), 1);
    assert!(!themes.get("nord").unwrap().is_users);
}

/// Contrasts that every theme must have: what, and how much.
const READABLE: [(&[Role], f64); 3] = [
    (
        &[
            Role::Text,
            Role::Muted,
            Role::Accent,
            Role::Good,
            Role::Warn,
            Role::Bad,
            Role::Info,
        ],
        4.5,
    ),
    (&[Role::Bar], 3.0),
    (&[Role::Faint], 2.5),
];

const BEHIND: [Role; 4] = [Role::Base, Role::Raised, Role::Selection, Role::Code];

/// Themes whose texts have a contrast of 7 as well.
const SHARP: [&str; 6] = [
    DARK,
    LIGHT,
    "high-contrast",
    "high-contrast-light",
    "okabe-ito",
    "okabe-ito-light",
];

#[test]
fn what_is_read_stands_out_from_what_is_behind_it() {
    for Theme { name, colours, .. } in Themes::embedded().all() {
        let strict = name.starts_with("high-contrast");
        let at_least = |what: String, colour: Rgb, behind: Rgb, wanted: f64| {
            let found = colour.contrast(behind);
            assert!(found >= wanted, "{name}: {what} has {found:.2} of {wanted}");
        };
        for role in BEHIND {
            let behind = colours[role];
            for (roles, wanted) in READABLE {
                let wanted = if strict && wanted > 3.0 { 7.0 } else { wanted };
                for role_above in roles {
                    let what = format!("{role_above:?} on {role:?}");
                    at_least(what, colours[*role_above], behind, wanted);
                }
            }
            let wanted = if strict { 7.0 } else { 4.5 };
            for (kind, colour) in colours.kinds() {
                at_least(format!("{kind} on {role:?}"), *colour, behind, wanted);
            }
            at_least(
                format!("* on {role:?}"),
                colours.other_kind(),
                behind,
                wanted,
            );
            if SHARP.contains(&&**name) {
                at_least(
                    format!("text on {role:?}"),
                    colours[Role::Text],
                    behind,
                    7.0,
                );
            }
        }
        for (above, behind, wanted) in [
            (Role::Text, Role::SelectionIdle, 4.5),
            (Role::Matched, Role::MatchedBase, 7.0),
            (Role::Bad, Role::RemovedBase, 4.5),
            (Role::Good, Role::AddedBase, 4.5),
            (Role::Base, Role::Accent, 4.5),
            (Role::Text, Role::Border, if strict { 2.0 } else { 2.5 }),
        ] {
            let what = format!("{above:?} on {behind:?}");
            at_least(what, colours[above], colours[behind], wanted);
        }
    }
}

#[test]
fn types_and_states_have_colours_of_their_own() {
    for Theme { name, colours, .. } in Themes::embedded().all() {
        let mut kinds: Vec<Rgb> = colours.kinds().values().copied().collect();
        kinds.push(colours.other_kind());
        for (at, one) in kinds.iter().enumerate() {
            assert!(!kinds[at + 1..].contains(one), "{name}: {one:?}");
        }
        let behind = [Role::Base, Role::Selection, Role::SelectionIdle];
        for (at, one) in behind.iter().enumerate() {
            for other in &behind[at + 1..] {
                let found = colours[*one].contrast(colours[*other]);
                assert!(found >= 1.05, "{name}: {one:?} and {other:?}: {found:.2}");
            }
        }
    }
}

/// What eyes without red or green cones see of a colour, as Viénot, Brettel and Mollon (1999)
/// compute it.
fn seen(Rgb(channels): Rgb, without_green: bool) -> [f64; 3] {
    let [r, g, b] = channels.map(|channel| (f64::from(channel) / 255.0).powf(2.2));
    let (share, rest) = if without_green {
        (0.292_75, -0.022_34)
    } else {
        (0.112_38, 0.004_01)
    };
    let yellow = share * r + (1.0 - share) * g;
    [yellow, yellow, rest * (r - g) + b].map(|channel| channel.clamp(0.0, 1.0).powf(1.0 / 2.2))
}

#[test]
fn colour_blind_eyes_tell_states_apart() {
    let themes = Themes::embedded();
    for name in ["okabe-ito", "okabe-ito-light"] {
        let colours = &themes.get(name).unwrap().colours;
        for (one, other) in [
            (Role::Good, Role::Bad),
            (Role::Good, Role::Warn),
            (Role::Warn, Role::Bad),
            (Role::AddedBase, Role::RemovedBase),
            (Role::Accent, Role::Text),
        ] {
            for without_green in [false, true] {
                let [a, b] = [one, other].map(|role| seen(colours[role], without_green));
                let distance: f64 = a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum();
                let distance = distance.sqrt();
                assert!(
                    distance >= 0.1,
                    "{name}: {one:?} and {other:?}: {distance:.2}"
                );
            }
        }
    }
}
