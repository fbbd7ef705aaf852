//! The config file that explains every option.

/// The file, everything in it commented out.
pub const SAMPLE: &str = include_str!("../../assets/config.toml");

#[cfg(test)]
pub(crate) mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::FileSettings;

    /// The sample with its options in force: they begin with `#` and no space.
    pub(crate) fn in_force() -> String {
        SAMPLE
            .lines()
            .map(|line| match line.strip_prefix('#') {
                Some(option) if !option.is_empty() && !option.starts_with(' ') => option,
                _ => line,
            })
            .collect::<Vec<_>>()
            .join("\n")
    }

    pub(crate) fn read(text: &str) -> FileSettings {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        std::fs::write(&path, text).unwrap();
        FileSettings::read(&path, Some(Path::new("/home/me"))).unwrap()
    }

    /// The options that a table may have, as its own error lists them.
    fn options<T: serde::de::DeserializeOwned>() -> Vec<String> {
        let error = toml::from_str::<T>("no-such-option = 1").err().unwrap();
        let message = error.message().to_owned();
        let (_, list) = message.split_once("expected ").unwrap();
        let names: Vec<String> = list
            .split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect();
        assert!(!names.is_empty(), "{message}");
        names
    }

    #[test]
    fn commented_out_it_says_nothing() {
        let nothing = read("");
        let sample = read(SAMPLE);
        assert_eq!(sample.store, nothing.store);
        assert!(sample.retention.is_empty() && sample.keys.settings().is_empty());
    }

    #[test]
    fn in_force_it_loads_and_says_what_it_announces() {
        let sample = read(&in_force());
        assert_eq!(sample.store.unwrap(), Path::new("/home/me/.cco/knowledge"));
        assert_eq!(sample.mouse, read("").mouse.or(Some(true)));
        assert_eq!(sample.serve.rate_limit, read("").serve.rate_limit);
        assert_eq!(sample.serve.addr, read("").serve.addr);
        assert!(sample.retention.contains_key("quarterly"));
        assert!(!sample.keys.settings().is_empty());
    }

    #[test]
    fn every_option_is_explained() {
        let text = in_force();
        let mut names = options::<FileSettings>();
        names.extend(options::<crate::config::RetentionTable>());
        names.extend(options::<crate::config::ServeSettings>());
        for name in names {
            let stands = text.lines().any(|line| {
                line.starts_with(&format!("{name} ="))
                    || line == format!("[{name}]")
                    || line.starts_with(&format!("[{name}."))
            });
            assert!(stands, "assets/config.toml does not explain `{name}`");
        }
    }
}
