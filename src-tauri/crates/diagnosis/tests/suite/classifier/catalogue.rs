//! The catalogue's texts, with everything that is known and without their own product.

use clearpost_diagnosis::{Patterns, classify, leave_one_source_out};
use clearpost_domain::CauseClass;

fn catalogue() -> Vec<(u32, CauseClass, &'static str)> {
    let rows = include_str!("../../../known_texts.tsv").lines().skip(1).map(|line| {
        let mut cells = line.splitn(4, '\t');
        let number = cells.next().unwrap().parse().unwrap();
        let class = cells.next().unwrap().parse().unwrap();
        (number, class, cells.nth(1).unwrap())
    });
    rows.collect()
}

#[test]
fn every_text_of_the_catalogue_is_recognised() {
    let texts = catalogue();
    assert_eq!(texts.len(), 137);
    let wrong: Vec<String> = texts
        .iter()
        .filter_map(|(number, class, text)| {
            let found = classify(text);
            (found.class != *class)
                .then(|| format!("{number} {class} -> {} {:?}: {text}", found.class, found.alternatives))
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of 137 misread:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn the_embedded_patterns_are_sound() {
    let built_in = Patterns::parse(include_str!("../../../patterns.toml")).unwrap();
    assert_eq!(built_in.len(), Patterns::built_in().len());
    assert_eq!(Patterns::extended("").unwrap().len(), built_in.len());
    assert!(built_in.len() > 80);
}

#[test]
fn texts_of_a_product_that_nobody_has_seen_are_hardly_ever_misread() {
    let trials = leave_one_source_out();
    assert_eq!(trials.len(), 137);
    let count = |test: fn(&clearpost_diagnosis::Trial) -> bool| trials.iter().filter(|one| test(one)).count();
    let right = count(clearpost_diagnosis::Trial::is_right);
    let misread = count(|one| !one.is_right() && !one.is_unknown());
    assert!(right >= RIGHT && misread <= MISREAD, "right {right}, misread {misread}");
}

/// As measured; a change of patterns may raise the first and lower the second.
const RIGHT: usize = 111;
const MISREAD: usize = 1;
