//! `cargo xtask <command>`: chores of this repository. One module per command.

#![expect(
    clippy::disallowed_methods,
    reason = "chores of a developer run in his environment and take their time"
)]

mod bench;
mod codegen;
mod compat;
mod diagram;
mod test;
mod tidy;
mod timing;

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().unwrap_or_default();
    let arguments: Vec<String> = arguments.collect();
    match command.as_str() {
        "bench" => bench::run(&arguments),
        "codegen" => codegen::run(&arguments),
        "compat" => compat::run(&arguments),
        "diagram" => diagram::run(&arguments),
        "test" => test::run(&arguments),
        "tidy" => tidy::run(&arguments),
        "timing" => timing::run(&arguments),
        _ => anyhow::bail!(
            "unknown command {command:?}; there is: bench, codegen [--check], compat [--check], \
             diagram [--check], test, tidy, timing"
        ),
    }
}
