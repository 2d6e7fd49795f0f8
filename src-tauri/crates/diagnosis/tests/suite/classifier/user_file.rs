//! Patterns of the user's own.

use clearpost_diagnosis::Patterns;
use clearpost_domain::CauseClass;

#[test]
fn a_users_patterns_come_before_the_built_in_ones() {
    let own = Patterns::extended(
        "[[class]]\nname = \"TERMS\"\npatterns = [{ weight = 99, match = 'house rule \\d+' }]\n[codes]\n6240 = [\"TERMS\"]\n",
    )
    .unwrap();
    assert_eq!(own.classify("Broke house rule 7").class, CauseClass::Terms);
    assert_eq!(own.classify("6240").class, CauseClass::Terms);
    assert_eq!(own.classify("Throttle Exceeded").class, CauseClass::RateLimit);
}

#[test]
fn a_bad_pattern_file_names_the_entry() {
    for (file, part) in [
        ("[[class]]\nname = \"NONE\"\npatterns = []\n", "class \"NONE\""),
        (
            "[[class]]\nname = \"TERMS\"\npatterns = [{ weight = 9, match = 'a' }, { weight = 9, match = '(' }]\n",
            "class TERMS, pattern 2",
        ),
        (
            "[[class]]\nname = \"TERMS\"\npatterns = [{ weight = 0, match = 'a' }]\n",
            "weight",
        ),
        (
            "[[class]]\nname = \"TERMS\"\npatterns = [{ weight = 9, match = 'a*' }]\n",
            "empty text",
        ),
        ("[codes]\nabc = [\"TERMS\"]\n", "abc"),
        ("[history]\nsuccess = ['[']\n", "history.success, pattern 1"),
        ("[history]\nsucces = []\n", "succes"),
        ("nonsense", "cannot be read: line 1: "),
        ("# mine\n[history]\nsucces = []\n", "line 3: unknown field `succes`"),
    ] {
        let error = Patterns::parse(file).unwrap_err().to_string();
        assert!(error.contains(part), "{part}: {error}");
    }
    assert!(Patterns::parse(&"#".repeat(300_000)).is_err());
    let huge = format!(
        "[[class]]\nname = \"TERMS\"\npatterns = [{{ weight = 9, match = '{}' }}]\n",
        "(?:a{1000}){1000}"
    );
    assert!(Patterns::parse(&huge).is_err());
}

#[test]
fn a_bad_pattern_file_names_the_line() {
    for (file, message) in [
        (
            "# mine\n[[class]]\nname = \"TERMS\"\npatterns = [\n  { weight = 9, match = 'fine' },\n  { weight = 9, match = 'x(' },\n]\n",
            "line 6: class TERMS, pattern 2 (\"x(\"): ",
        ),
        (
            "\n[[class]]\nname = \"NONE\"\npatterns = []\n",
            "line 3: class \"NONE\" does not exist",
        ),
        (
            "[[class]]\nname = \"TERMS\"\npatterns = [\n  { match = 'a', weight = 101 },\n]\n",
            "line 4: class TERMS, pattern 1: the weight",
        ),
        (
            "[text]\nprefixes = [\n  'a',\n  'b*',\n]\n",
            "line 4: text.prefixes, pattern 2 (\"b*\"): it matches the empty text",
        ),
    ] {
        for read in [Patterns::parse, Patterns::extended] {
            let error = read(file).unwrap_err().to_string();
            assert!(error.starts_with(message), "{message}: {error}");
        }
    }
}

#[test]
fn the_number_and_the_length_of_patterns_are_bounded() {
    let file = |patterns: &str| format!("[history]\nsuccess = [{patterns}]\n");
    let many = (0..1_001)
        .map(|number| format!("'x{number}'"))
        .collect::<Vec<_>>()
        .join(",");
    assert!(
        Patterns::parse(&file(&many))
            .unwrap_err()
            .to_string()
            .contains("1000 patterns")
    );
    let long = format!("'{}'", "x".repeat(2_001));
    assert!(
        Patterns::parse(&file(&long))
            .unwrap_err()
            .to_string()
            .contains("longer than 2000")
    );
}

#[test]
fn a_pathological_pattern_cannot_slow_the_matching_down() {
    // Catastrophic for a backtracking engine; linear here.
    let patterns = Patterns::extended("[[class]]\nname = \"TERMS\"\npatterns = [{ weight = 99, match = '(a+)+$x' }, { weight = 99, match = '(a|aa)+b' }]\n").unwrap();
    let text = "a".repeat(6_000);
    assert_eq!(patterns.classify(&text).class, CauseClass::Unknown);
}
