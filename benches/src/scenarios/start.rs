//! From the start of the process to the ready line, on the store as the other scenarios left it.

use anyhow::Result;

use crate::report::Figure;
use crate::server::Server;

const STARTS: usize = 7;

pub fn run(server: &mut Server) -> Result<Vec<Figure>> {
    let mut times = Vec::new();
    for _ in 0..STARTS {
        server.restart()?;
        times.push(server.started_in.as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    let median = times[STARTS / 2];
    let figure = Figure::new("start to ready").value("median", "ms", median);
    let figure = figure.value("slowest", "ms", times[STARTS - 1]);
    Ok(vec![figure.bound("< 150 ms", median < 150.0)])
}
