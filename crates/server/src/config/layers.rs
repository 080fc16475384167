//! The layers of the configuration: defaults, file, environment, flags. The later one wins, per key.
//! Every value is checked where it enters, and every unknown name is a problem (BS-2).

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use toml::Value;
use toml::de::{DeTable, DeValue};

use super::kind::Kind;
use super::settings::{self, SETTINGS};
use super::source::{Problem, Source};

/// The effective values, each with its source, and the problems found on the way.
#[derive(Clone, Debug)]
pub struct Layers {
    values: BTreeMap<&'static str, (Value, Source)>,
    pub problems: Vec<Problem>,
}

impl Layers {
    /// Only the defaults.
    pub fn defaults() -> Self {
        let values = SETTINGS
            .iter()
            .map(|setting| {
                let line = format!("value = {}", setting.default);
                let mut table: toml::Table = toml::from_str(&line).expect("tested in settings");
                let value = table.remove("value").expect("tested in settings");
                (setting.path, (value, Source::Default))
            })
            .collect();
        Layers { values, problems: Vec::new() }
    }

    /// Lays the text of a configuration file over what is there; `path` is for messages.
    pub fn file(&mut self, path: &Path, text: &str) {
        let at = |offset: usize| Source::File {
            path: path.to_owned(),
            line: text[..offset.min(text.len())].matches('\n').count() + 1,
        };
        let table = match DeTable::parse(text) {
            Ok(table) => table,
            Err(error) => {
                let offset = error.span().map_or(0, |span| span.start);
                return self.problem(at(offset), error.message().to_owned());
            }
        };
        for (section, value) in table.get_ref() {
            let Some(keys) = value.get_ref().as_table() else {
                self.unknown(at(section.span().start), "key", section.get_ref());
                continue;
            };
            if !SETTINGS.iter().any(|setting| setting.section() == section.get_ref().as_ref()) {
                self.unknown(at(section.span().start), "section", section.get_ref());
                continue;
            }
            for (key, value) in keys {
                let name = format!("{}.{}", section.get_ref(), key.get_ref());
                let source = at(key.span().start);
                match settings::find(&name) {
                    None => self.unknown(source, "key", &name),
                    Some(setting) => match plain(value.get_ref(), setting.kind) {
                        Ok(value) => self.set(setting.path, value, source),
                        Err(why) => self.problem(source, format!("{name}: {why}")),
                    },
                }
            }
        }
    }

    /// Lays the `COGNATE_` variables over what is there.
    pub fn environment(&mut self, variables: &BTreeMap<OsString, OsString>) {
        for (variable, value) in variables {
            let variable = variable.to_string_lossy();
            let Some(rest) = variable.strip_prefix("COGNATE_") else { continue };
            if NOT_SETTINGS.contains(&rest) || service_link(rest) {
                continue;
            }
            let source = Source::Environment { variable: variable.to_string() };
            let path = rest.replacen("__", ".", 1).to_ascii_lowercase();
            match (settings::find(&path), value.to_str()) {
                (Some(setting), Some(text)) if setting.variable() == variable => {
                    self.text(setting.path, text, source);
                }
                (Some(_), None) => self.problem(source, format!("{path}: not valid UTF-8")),
                _ => {
                    let hint = settings::nearest(&path).and_then(settings::find);
                    let hint = hint.map(|setting| setting.variable());
                    self.problem(source, with_hint("unknown variable".into(), hint));
                }
            }
        }
    }

    /// Lays a flag over what is there. `path` is a setting's.
    pub fn flag(&mut self, name: &'static str, path: &'static str, text: &str) {
        self.text(path, text, Source::Flag { name });
    }

    /// The value of a setting, and where it came from.
    pub fn get(&self, path: &str) -> &(Value, Source) {
        self.values.get(path).expect("defaults hold every setting")
    }

    /// All values as nested tables, as the typed configuration is read from them.
    pub fn table(&self) -> toml::Table {
        let mut table = toml::Table::new();
        for setting in SETTINGS {
            let section = table
                .entry(setting.section())
                .or_insert_with(|| Value::Table(toml::Table::new()))
                .as_table_mut()
                .expect("just made");
            section.insert(setting.key().to_owned(), self.get(setting.path).0.clone());
        }
        table
    }

    /// Records a problem with a setting, at the place its value came from.
    pub fn complain(&mut self, path: &str, message: impl Into<String>) {
        let source = self.get(path).1.clone();
        self.problem(source, format!("{path}: {}", message.into()));
    }

    fn text(&mut self, path: &'static str, text: &str, source: Source) {
        let setting = settings::find(path).expect("the caller names a setting");
        match setting.kind.read(text) {
            Ok(value) => self.set(path, value, source),
            Err(why) => self.problem(source, format!("{path}: {why}")),
        }
    }

    fn set(&mut self, path: &'static str, value: Value, source: Source) {
        let setting = settings::find(path).expect("the caller names a setting");
        match setting.kind.check(&value) {
            Ok(()) => {
                self.values.insert(path, (value, source));
            }
            Err(why) => self.problem(source, format!("{path}: {why}")),
        }
    }

    fn unknown(&mut self, source: Source, what: &str, name: &str) {
        let hint = settings::nearest(name).map(str::to_owned);
        self.problem(source, with_hint(format!("unknown {what} {name}"), hint));
    }

    fn problem(&mut self, source: Source, message: String) {
        self.problems.push(Problem { source, message });
    }
}

/// Variables that are read elsewhere, without their prefix.
const NOT_SETTINGS: [&str; 2] = ["CONFIG", "KEK_FD"];

/// Kubernetes and Docker describe a service called "cognate" by such variables.
fn service_link(rest: &str) -> bool {
    rest == "PORT"
        || rest == "NAME"
        || rest == "SERVICE_HOST"
        || ["PORT_", "SERVICE_PORT", "ENV_"].iter().any(|prefix| rest.starts_with(prefix))
}

fn with_hint(message: String, hint: Option<String>) -> String {
    match hint {
        Some(hint) => format!("{message}; did you mean {hint}?"),
        None => message,
    }
}

/// A value without its place in the file. Settings are texts, numbers, booleans and lists of texts; one
/// kind is a table.
fn plain(value: &DeValue<'_>, kind: Kind) -> Result<Value, String> {
    match value {
        DeValue::String(text) => Ok(Value::String(text.to_string())),
        DeValue::Boolean(truth) => Ok(Value::Boolean(*truth)),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map(Value::Integer)
            .map_err(|_| "number out of range".to_owned()),
        DeValue::Array(list) => list
            .iter()
            .map(|item| plain(item.get_ref(), kind))
            .collect::<Result<_, _>>()
            .map(Value::Array),
        DeValue::Table(table) if kind == Kind::Rates => {
            let entries = table.iter().map(|(name, value)| {
                Ok((name.get_ref().to_string(), plain(value.get_ref(), kind)?))
            });
            entries.collect::<Result<_, String>>().map(Value::Table)
        }
        other => Err(format!("unexpected {}", other.type_str())),
    }
}
