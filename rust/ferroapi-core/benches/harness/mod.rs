//! A stopwatch for functions of some nanoseconds; included by every bench.
//!
//! `cargo bench -p ferroapi-core [-- FILTER]` prints the best and the median
//! of 31 samples. Best is the figure to compare: noise only ever adds.

use std::hint::black_box;
use std::time::{Duration, Instant};

const SAMPLES: usize = 31;
const SAMPLE_TIME: Duration = Duration::from_millis(4);

/// Times `run` under `name`, unless the command line asks for something else.
pub(crate) fn bench<T>(name: &str, mut run: impl FnMut() -> T) {
    let filter = std::env::args().skip(1).find(|arg| !arg.starts_with('-'));
    if filter.is_some_and(|wanted| !name.contains(&wanted)) {
        return;
    }
    let rounds = calibrate(&mut run);
    let mut samples: Vec<f64> = (0..SAMPLES).map(|_| sample(rounds, &mut run)).collect();
    samples.sort_by(f64::total_cmp);
    println!(
        "{name:<40} best {:>9.1} ns   median {:>9.1} ns",
        samples[0],
        samples[SAMPLES / 2]
    );
}

/// How many rounds fill one sample.
fn calibrate<T>(run: &mut impl FnMut() -> T) -> u32 {
    let mut rounds = 1;
    while rounds < u32::MAX / 2 && time(rounds, run) < SAMPLE_TIME {
        rounds *= 2;
    }
    rounds
}

fn sample<T>(rounds: u32, run: &mut impl FnMut() -> T) -> f64 {
    time(rounds, run).as_secs_f64() * 1e9 / f64::from(rounds)
}

fn time<T>(rounds: u32, run: &mut impl FnMut() -> T) -> Duration {
    let start = Instant::now();
    for _ in 0..rounds {
        black_box(run());
    }
    start.elapsed()
}
