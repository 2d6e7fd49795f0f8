//! Pairs the members of two short lists, the best agreement first.

/// The partner of each of the `ours` members among the `booked` ones. `steps` are tests, the strictest
/// first: as many pairs as possible are made by the first, then what is left is paired by the next, in
/// order. Every member finds a partner if the last test lets it, as far as the shorter list goes.
pub(crate) fn pair(ours: usize, booked: usize, steps: &[&dyn Fn(usize, usize) -> bool]) -> Vec<Option<usize>> {
    let mut partner_of: Vec<Option<usize>> = vec![None; ours];
    let mut owner_of: Vec<Option<usize>> = vec![None; booked];
    let mut steps = steps.iter();
    if let Some(strictest) = steps.next() {
        for one in 0..ours {
            let mut tried = vec![false; booked];
            seat(one, strictest, &mut owner_of, &mut tried);
        }
        note(&owner_of, &mut partner_of);
    }
    for test in steps {
        for one in 0..ours {
            if partner_of.get(one).is_some_and(Option::is_some) {
                continue;
            }
            let free = (0..booked).find(|other| owner_of.get(*other) == Some(&None) && test(one, *other));
            if let Some(other) = free
                && let (Some(owner), Some(partner)) = (owner_of.get_mut(other), partner_of.get_mut(one))
            {
                *owner = Some(one);
                *partner = Some(other);
            }
        }
    }
    partner_of
}

/// Finds a seat for one member; others move to another seat if that makes room (Kuhn's algorithm).
fn seat(
    one: usize,
    test: &dyn Fn(usize, usize) -> bool,
    owner_of: &mut Vec<Option<usize>>,
    tried: &mut Vec<bool>,
) -> bool {
    // A free seat first: that is nearly always enough, and keeps the order of the lists.
    let free = (0..owner_of.len()).find(|other| owner_of.get(*other) == Some(&None) && test(one, *other));
    if let Some(owner) = free.and_then(|other| owner_of.get_mut(other)) {
        *owner = Some(one);
        return true;
    }
    for other in 0..owner_of.len() {
        if tried.get(other) != Some(&false) || !test(one, other) {
            continue;
        }
        if let Some(tried) = tried.get_mut(other) {
            *tried = true;
        }
        let owner = owner_of.get(other).copied().flatten();
        if owner.is_some_and(|owner| seat(owner, test, owner_of, tried)) {
            if let Some(seat) = owner_of.get_mut(other) {
                *seat = Some(one);
            }
            return true;
        }
    }
    false
}

fn note(owner_of: &[Option<usize>], partner_of: &mut [Option<usize>]) {
    for (other, owner) in owner_of.iter().enumerate() {
        if let Some(partner) = owner.and_then(|owner| partner_of.get_mut(owner)) {
            *partner = Some(other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::pair;

    #[test]
    fn who_can_sit_elsewhere_makes_room() {
        // The first fits both seats, the second only the first one.
        let fits = |one: usize, other: usize| matches!((one, other), (0, _) | (1, 0));
        assert_eq!(pair(2, 2, &[&fits]), [Some(1), Some(0)]);
    }

    #[test]
    fn what_the_strict_test_leaves_is_paired_by_the_next_one_in_order() {
        let same = |one: usize, other: usize| one == 2 && other == 0;
        assert_eq!(pair(3, 3, &[&same, &|_, _| true]), [Some(1), Some(2), Some(0)]);
        assert_eq!(pair(3, 1, &[&same, &|_, _| true]), [None, None, Some(0)]);
    }
}
