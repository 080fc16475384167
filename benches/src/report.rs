//! The figures, their bounds, the table and the JSON.

use comfy_table::{CellAlignment, Table, presets};
use serde_json::{Value, json};

use crate::limits::Limits;
use crate::load::Measured;
use crate::server::Engine;

/// One line of the report.
#[derive(Clone, Debug)]
pub struct Figure {
    pub name: String,
    /// What load showed, if there was any.
    pub load: Option<Measured>,
    /// What the processor time is compared with, and the limits measured around this scenario.
    pub ratio: Option<Ratio>,
    /// Things that are not processor time: start-up, memory, seconds of one request.
    pub values: Vec<Quantity>,
    pub bounds: Vec<Bound>,
}

/// Processor time in multiples of the bare cryptography.
#[derive(Clone, Debug)]
pub struct Ratio {
    /// In words, such as "1 exponentiation + 2 signatures".
    pub of: String,
    pub limit_ms: f64,
    pub limits: Limits,
    pub value: f64,
}

#[derive(Clone, Debug)]
pub struct Quantity {
    pub name: &'static str,
    pub unit: &'static str,
    pub value: f64,
}

/// What was to be reached.
#[derive(Clone, Debug)]
pub struct Bound {
    pub text: String,
    pub holds: bool,
}

impl Figure {
    pub fn new(name: impl Into<String>) -> Self {
        let (values, bounds) = (Vec::new(), Vec::new());
        Figure { name: name.into(), load: None, ratio: None, values, bounds }
    }

    pub fn load(mut self, load: Measured) -> Self {
        self.load = Some(load);
        self
    }

    /// Compares the processor time with this many exponentiations and signatures.
    pub fn against(self, limits: Limits, exponentiations: f64, signatures: f64) -> Self {
        let cpu_ms = self.load.as_ref().map_or(f64::NAN, |load| load.cpu_ms);
        self.part_against(cpu_ms, limits, exponentiations, signatures)
    }

    /// Compares this much processor time, a part of the whole.
    pub fn part_against(
        mut self,
        cpu_ms: f64,
        limits: Limits,
        exponentiations: f64,
        signatures: f64,
    ) -> Self {
        let limit_ms =
            exponentiations * limits.exponentiation_ms + signatures * limits.signature_ms;
        let counted = [(exponentiations, "exponentiation"), (signatures, "signature")];
        let words = counted.iter().filter(|(count, _)| *count > 0.0).map(|(count, noun)| {
            let plural = if *count == 1.0 { "" } else { "s" };
            format!("{count} {noun}{plural}")
        });
        let of = words.collect::<Vec<_>>().join(" + ");
        self.ratio = Some(Ratio { of, limit_ms, limits, value: cpu_ms / limit_ms });
        self
    }

    pub fn value(mut self, name: &'static str, unit: &'static str, value: f64) -> Self {
        self.values.push(Quantity { name, unit, value });
        self
    }

    pub fn bound(mut self, text: impl Into<String>, holds: bool) -> Self {
        self.bounds.push(Bound { text: text.into(), holds });
        self
    }

    /// The bound on the ratio.
    pub fn ratio_at_most(self, most: f64) -> Self {
        let ratio = self.ratio.as_ref();
        let text = ratio.map_or(String::new(), |ratio| format!("≤ {most:.2} × ({})", ratio.of));
        let holds = ratio.is_some_and(|ratio| ratio.value <= most);
        self.bound(text, holds)
    }
}

pub struct Report {
    engine: &'static str,
    figures: Vec<Figure>,
}

impl Report {
    pub fn new(engine: &Engine) -> Self {
        let engine = match engine {
            Engine::Sqlite => "sqlite",
            Engine::Postgres(_) => "postgres",
        };
        Report { engine, figures: Vec::new() }
    }

    pub fn add(&mut self, figure: Figure) {
        eprintln!("   {}", one_line(&figure));
        self.figures.push(figure);
    }

    pub fn table(&self) -> String {
        let mut table = Table::new();
        table.load_style(presets::ASCII_MARKDOWN);
        table.set_header([
            "scenario", "1/s", "p50 ms", "p99 ms", "CPU ms", "limit ms", "ratio", "other", "bound",
        ]);
        for at in 1..=6 {
            let column = table.column_mut(at).expect("the header has nine columns");
            column.set_cell_alignment(CellAlignment::Right);
        }
        for figure in &self.figures {
            table.add_row(row(figure));
        }
        let limits = self.figures.iter().filter_map(|figure| figure.ratio.as_ref()).next_back();
        let limits = limits.map_or(String::new(), |ratio| {
            format!(
                "one exponentiation {:.3} ms, one signature {:.3} ms (last measured)\n",
                ratio.limits.exponentiation_ms, ratio.limits.signature_ms
            )
        });
        format!("engine: {}\n{limits}{table}", self.engine)
    }

    pub fn json(&self) -> String {
        let figures: Vec<Value> = self.figures.iter().map(as_json).collect();
        format!("{:#}\n", json!({"engine": self.engine, "figures": figures}))
    }
}

fn row(figure: &Figure) -> Vec<String> {
    let load = |show: fn(&Measured) -> String| figure.load.as_ref().map_or(String::new(), show);
    let ratio = |show: fn(&Ratio) -> String| figure.ratio.as_ref().map_or(String::new(), show);
    vec![
        figure.name.clone(),
        load(|it| format!("{:.0}", it.per_second)),
        load(|it| format!("{:.2}", it.p50_ms)),
        load(|it| format!("{:.2}", it.p99_ms)),
        load(|it| format!("{:.3}", it.cpu_ms)),
        ratio(|it| format!("{:.3}", it.limit_ms)),
        ratio(|it| format!("{:.2}", it.value)),
        others(figure),
        bounds(figure),
    ]
}

fn others(figure: &Figure) -> String {
    let shown = figure.values.iter().map(|it| format!("{} {:.2} {}", it.name, it.value, it.unit));
    shown.collect::<Vec<_>>().join(", ")
}

fn bounds(figure: &Figure) -> String {
    let verdict = |holds| if holds { "ok" } else { "MISSED" };
    let shown = figure.bounds.iter().map(|it| format!("{}: {}", it.text, verdict(it.holds)));
    shown.collect::<Vec<_>>().join("; ")
}

fn one_line(figure: &Figure) -> String {
    let cells = row(figure);
    cells.iter().filter(|cell| !cell.is_empty()).cloned().collect::<Vec<_>>().join("  ")
}

fn as_json(figure: &Figure) -> Value {
    json!({
        "name": figure.name,
        "load": figure.load.as_ref().map(|it| json!({
            "per_second": it.per_second, "p50_ms": it.p50_ms, "p99_ms": it.p99_ms,
            "cpu_ms": it.cpu_ms,
        })),
        "ratio": figure.ratio.as_ref().map(|it| json!({
            "of": it.of, "limit_ms": it.limit_ms, "value": it.value,
            "exponentiation_ms": it.limits.exponentiation_ms,
            "signature_ms": it.limits.signature_ms,
        })),
        "values": figure.values.iter().map(|it| json!({
            "name": it.name, "unit": it.unit, "value": it.value,
        })).collect::<Vec<_>>(),
        "bounds": figure.bounds.iter().map(|it| json!({
            "text": it.text, "holds": it.holds,
        })).collect::<Vec<_>>(),
    })
}
