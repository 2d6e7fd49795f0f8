//! Whether two names differ by one typing slip.

/// One letter too many, too few, other, or two neighbours swapped.
pub(crate) fn is_one_slip_apart(one: &str, other: &str) -> bool {
    // A letter has at most four bytes; most names are told apart here.
    if one.len().abs_diff(other.len()) > 4 {
        return false;
    }
    let (short, long): (Vec<char>, Vec<char>) = if one.chars().count() <= other.chars().count() {
        (one.chars().collect(), other.chars().collect())
    } else {
        (other.chars().collect(), one.chars().collect())
    };
    if long.len() - short.len() > 1 || short == long {
        return false;
    }
    let same_head = short.iter().zip(&long).take_while(|(a, b)| a == b).count();
    let rest_of = |name: &[char], from: usize| name.get(from..).unwrap_or_default().to_vec();
    if long.len() > short.len() {
        return rest_of(&short, same_head) == rest_of(&long, same_head + 1);
    }
    if rest_of(&short, same_head + 1) == rest_of(&long, same_head + 1) {
        return true;
    }
    let swapped = matches!(
        (short.get(same_head..same_head + 2), long.get(same_head..same_head + 2)),
        (Some([a, b]), Some([c, d])) if a == d && b == c
    );
    swapped && rest_of(&short, same_head + 2) == rest_of(&long, same_head + 2)
}

#[cfg(test)]
mod tests {
    use super::is_one_slip_apart;

    #[test]
    fn one_typing_slip_makes_near_names() {
        for other in [
            "northgatepaper",
            "northgatepapers",
            "nortgatepaper",
            "northgatepapre",
            "northgatepapor",
        ] {
            assert_eq!(
                is_one_slip_apart("northgatepaper", other),
                other != "northgatepaper",
                "{other}"
            );
        }
        assert!(!is_one_slip_apart("northgatepaper", "northgatepirate"));
    }
}
