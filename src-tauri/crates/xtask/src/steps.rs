//! Named steps with their durations, and the table at the end. A failed step does not stop the
//! later ones, so that one run tells everything that is wrong.

use anyhow::{Result, bail};
use std::time::{Duration, Instant};

pub struct Steps {
    started: Instant,
    done: Vec<Step>,
}

struct Step {
    name: String,
    took: Duration,
    passed: bool,
}

impl Steps {
    pub fn new() -> Self {
        Self {
            started: Instant::now(),
            done: Vec::new(),
        }
    }

    /// Runs one step, says how long it took and whether it passed.
    pub fn step(&mut self, name: &str, work: impl FnOnce() -> Result<()>) -> bool {
        println!("\n== {name}");
        let started = Instant::now();
        let outcome = work();
        let took = started.elapsed();
        if let Err(error) = &outcome {
            eprintln!("{error:#}");
        }
        println!("-- {name}: {} in {:.1} s", verdict(outcome.is_ok()), took.as_secs_f64());
        self.done.push(Step {
            name: name.to_owned(),
            took,
            passed: outcome.is_ok(),
        });
        outcome.is_ok()
    }

    /// Prints the table; an error if any step failed.
    pub fn finish(self) -> Result<()> {
        println!("\n{}", self.table());
        let failed: Vec<&str> = self
            .done
            .iter()
            .filter(|step| !step.passed)
            .map(|step| step.name.as_str())
            .collect();
        if !failed.is_empty() {
            bail!("failed: {}", failed.join(", "));
        }
        Ok(())
    }

    fn table(&self) -> String {
        let width = self.done.iter().map(|step| step.name.len()).max().unwrap_or_default();
        let mut lines: Vec<String> = (self.done.iter())
            .map(|step| {
                format!(
                    "{:width$}  {:>7.1} s  {}",
                    step.name,
                    step.took.as_secs_f64(),
                    verdict(step.passed)
                )
            })
            .collect();
        let mut slowest: Vec<&Step> = self.done.iter().collect();
        slowest.sort_by_key(|step| std::cmp::Reverse(step.took));
        let slowest: Vec<String> = slowest
            .iter()
            .take(3)
            .map(|step| format!("{} ({:.0} s)", step.name, step.took.as_secs_f64()))
            .collect();
        lines.push(format!(
            "Slowest: {}. All: {:.0} s.",
            slowest.join(", "),
            self.started.elapsed().as_secs_f64()
        ));
        lines.join("\n")
    }
}

fn verdict(passed: bool) -> &'static str {
    if passed { "passed" } else { "FAILED" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_fails_the_run_and_does_not_stop_it() {
        let mut steps = Steps::new();
        assert!(!steps.step("first", || bail!("broken")));
        assert!(steps.step("second", || Ok(())));
        assert!(steps.table().contains("first"), "the table names every step");
        let error = steps.finish().expect_err("one step failed");
        assert_eq!(error.to_string(), "failed: first");
    }
}
