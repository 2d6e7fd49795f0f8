//! `cargo xtask classify`: how well error texts are told of products that nobody has seen.

#![allow(clippy::print_stdout)] // a report

use clearpost_diagnosis::{Trial, leave_one_source_out};
use clearpost_domain::Confidence;

fn main() {
    let trials = leave_one_source_out();
    let count = |test: &dyn Fn(&Trial) -> bool| trials.iter().filter(|trial| test(trial)).count();
    let likely = |trial: &Trial| trial.found.confidence == Confidence::Likely;
    let right = |trial: &Trial| trial.is_right();
    let misread = |trial: &Trial| !trial.is_right() && !trial.is_unknown();
    println!(
        "{} known texts, each classified without what its own product taught:",
        trials.len()
    );
    println!(
        "  right by a pattern or code (likely)  {}",
        count(&|one| right(one) && likely(one))
    );
    println!(
        "  right by resemblance (possible)      {}",
        count(&|one| right(one) && !likely(one))
    );
    println!("  unknown                              {}", count(&Trial::is_unknown));
    println!(
        "  misread by a pattern or code         {}",
        count(&|one| misread(one) && likely(one))
    );
    println!(
        "  misread by resemblance               {}",
        count(&|one| misread(one) && !likely(one))
    );
    println!(
        "With everything that is known, {} of {} are right.",
        count(&|one| one.with_all.class == one.class),
        trials.len()
    );
    println!("\nThe ten most doubtful:");
    for trial in trials.iter().take(10) {
        println!("  {:>3} {} ({})", trial.number, trial.class, trial.source);
        println!("      {}", trial.text);
        println!("      {}", trial.reason());
    }
}
