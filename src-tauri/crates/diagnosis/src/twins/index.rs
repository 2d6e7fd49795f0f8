//! Finds near names without comparing each with each: equal keys, and for typing slips the keys that are
//! left when letters are taken out. Two names at most two slips apart share one of those.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{BuildHasherDefault, DefaultHasher, Hash, Hasher};

use super::likeness::{Keys, Likeness, compare, nearer};
use super::{Name, NameRef};

/// The names of a company with who is near whom.
#[derive(Clone, Debug, Default)]
pub struct TwinIndex {
    names: BTreeMap<u32, (Name, Keys)>,
    places: HashMap<NameRef, u32>,
    next: u32,
    /// By the hash of a key, the newest place that has it; the older ones follow in `chains`. Different
    /// keys may share a hash, and removed names stay until the next sweep: what is found is compared again.
    newest: HashMap<u32, u32, BuildHasherDefault<Hashed>>,
    chains: Vec<Link>,
    removed: usize,
}

/// A place that has a key, and the link before it.
#[derive(Clone, Copy, Debug)]
struct Link {
    place: u32,
    older: Option<u32>,
}

/// Names that hang together by likeness.
pub(super) struct Group {
    pub members: Vec<Name>,
    /// Of the nearest two.
    pub likeness: Likeness,
}

impl TwinIndex {
    pub fn new(names: impl IntoIterator<Item = Name>) -> Self {
        let mut index = Self::default();
        for name in names {
            index.put(name);
        }
        index
    }

    /// Takes a name in, or its new state.
    pub fn put(&mut self, name: Name) {
        self.remove(&name.entry);
        let keys = Keys::of(&name.name);
        let place = self.next;
        self.next += 1;
        self.enter(place, &keys);
        self.places.insert(name.entry.clone(), place);
        self.names.insert(place, (name, keys));
    }

    pub fn remove(&mut self, entry: &NameRef) {
        let Some(place) = self.places.remove(entry) else { return };
        self.names.remove(&place);
        self.removed += 1;
        if self.removed > self.names.len() + 1_000 {
            self.sweep();
        }
    }

    fn enter(&mut self, place: u32, keys: &Keys) {
        for hash in hashes(keys) {
            let Ok(link) = u32::try_from(self.chains.len()) else {
                return;
            };
            let older = self.newest.insert(hash, link);
            self.chains.push(Link { place, older });
        }
    }

    /// Forgets the keys of removed names.
    fn sweep(&mut self) {
        self.newest.clear();
        self.chains.clear();
        self.removed = 0;
        let names = std::mem::take(&mut self.names);
        for (place, (_, keys)) in &names {
            self.enter(*place, keys);
        }
        self.names = names;
    }

    pub fn names(&self) -> impl Iterator<Item = &Name> {
        self.names.values().map(|(name, _)| name)
    }

    /// Every name near this one, the nearest first; the entry of the name itself is left out.
    pub fn near(&self, name: &Name) -> Vec<(&Name, Likeness)> {
        let keys = Keys::of(&name.name);
        let mut found: Vec<(&Name, Likeness)> = self
            .candidates(&keys)
            .into_iter()
            .filter_map(|place| {
                let (other, theirs) = self.names.get(&place)?;
                let likeness = compare(&keys, theirs).filter(|_| other.entry != name.entry)?;
                Some((other, likeness))
            })
            .collect();
        found.sort_by(|(one, a), (other, b)| (a, &one.entry).cmp(&(b, &other.entry)));
        found
    }

    /// Every pair of near names.
    pub fn pairs(&self) -> Vec<(&Name, &Name, Likeness)> {
        let mut pairs = Vec::new();
        self.each_pair(|one, other, likeness| {
            if let (Some((one, _)), Some((other, _))) = (self.names.get(&one), self.names.get(&other)) {
                pairs.push((one, other, likeness));
            }
        });
        pairs
    }

    pub(super) fn groups(&self) -> Vec<Group> {
        let mut parents: HashMap<u32, u32> = HashMap::new();
        let mut nearest: Vec<(u32, Likeness)> = Vec::new();
        self.each_pair(|one, other, likeness| {
            let (one, other) = (root(&mut parents, one), root(&mut parents, other));
            nearest.push((one, likeness));
            if one != other {
                parents.insert(one.max(other), one.min(other));
            }
        });
        let mut groups: BTreeMap<u32, Group> = BTreeMap::new();
        for (member, likeness) in nearest {
            let root = root(&mut parents, member);
            groups
                .entry(root)
                .and_modify(|group| group.likeness = nearer(group.likeness, likeness))
                .or_insert(Group {
                    members: Vec::new(),
                    likeness,
                });
        }
        for (place, (name, _)) in &self.names {
            if let Some(group) = groups.get_mut(&root(&mut parents, *place)) {
                group.members.push(name.clone());
            }
        }
        groups.into_values().collect()
    }

    /// Names that share a key stand in one chain, so that no name has to be looked up.
    fn each_pair(&self, mut found: impl FnMut(u32, u32, Likeness)) {
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        for link in self.chains.iter().filter(|link| link.older.is_some()) {
            let mut next = link.older;
            while let Some(older) = next.and_then(|at| self.chains.get(at as usize)) {
                // Links are added in the order of their places.
                pairs.push((older.place, link.place));
                next = older.older;
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        for (one, other) in pairs {
            let (Some((_, keys)), Some((_, theirs))) = (self.names.get(&one), self.names.get(&other)) else {
                continue;
            };
            if let Some(likeness) = compare(keys, theirs) {
                found(one, other, likeness);
            }
        }
    }

    fn candidates(&self, keys: &Keys) -> BTreeSet<u32> {
        let mut places = BTreeSet::new();
        for hash in hashes(keys) {
            let mut next = self.newest.get(&hash).copied();
            while let Some(link) = next.and_then(|at| self.chains.get(at as usize)) {
                places.insert(link.place);
                next = link.older;
            }
        }
        places
    }
}

/// The hashes of all keys of a name, each once: the name itself, its sorted words, and what is left of
/// its letters when up to as many as it may slip are taken out, digits never.
fn hashes(keys: &Keys) -> Vec<u32> {
    let mut hashes = vec![short(of(&(0, &keys.same))), short(of(&(1, &keys.sorted)))];
    let digits = of(&keys.digits);
    let text = Prefixes::of(&keys.letters);
    let length = keys.letters.len();
    let mut add = |hash: u64| hashes.push(short(hash ^ digits));
    add(text.part(0, length));
    if keys.slips() > 0 {
        let letters: Vec<usize> = (0..length)
            .filter(|at| keys.letters.get(*at).is_some_and(|letter| !letter.is_numeric()))
            .collect();
        for (index, first) in letters.iter().enumerate() {
            let before = text.part(0, *first);
            add(text.join(before, first + 1, length));
            if keys.slips() < 2 {
                continue;
            }
            for second in letters.iter().skip(index + 1) {
                let middle = text.join(before, first + 1, *second);
                add(text.join(middle, second + 1, length));
            }
        }
    }
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// Hashes of every part of a text in constant time: a polynomial over its letters. What collides is
/// compared letter by letter afterwards.
struct Prefixes {
    sums: Vec<u64>,
    powers: Vec<u64>,
}

impl Prefixes {
    const BASE: u64 = 0x9E37_79B9_7F4A_7C15;

    fn of(letters: &[char]) -> Self {
        let (mut sums, mut powers) = (vec![0_u64], vec![1_u64]);
        let (mut sum, mut power) = (0_u64, 1_u64);
        for letter in letters {
            sum = sum
                .wrapping_mul(Self::BASE)
                .wrapping_add(u64::from(u32::from(*letter)) + 1);
            power = power.wrapping_mul(Self::BASE);
            sums.push(sum);
            powers.push(power);
        }
        Self { sums, powers }
    }

    fn part(&self, from: usize, to: usize) -> u64 {
        self.join(0, from, to)
    }

    /// The hash of a text whose beginning has the hash `before`, continued by the letters `from..to`.
    fn join(&self, before: u64, from: usize, to: usize) -> u64 {
        let at = |values: &[u64], index: usize| values.get(index).copied().unwrap_or_default();
        let power = at(&self.powers, to.saturating_sub(from));
        let part = at(&self.sums, to).wrapping_sub(at(&self.sums, from).wrapping_mul(power));
        before.wrapping_mul(power).wrapping_add(part)
    }
}

/// Keys are hashes already.
#[derive(Clone, Copy, Debug, Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.wrapping_mul(31).wrapping_add(u64::from(*byte));
        }
    }

    fn write_u32(&mut self, key: u32) {
        self.0 = u64::from(key).wrapping_mul(Prefixes::BASE);
    }
}

fn of(key: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

/// Half of a hash, the better mixed one, which halves the index.
fn short(hash: u64) -> u32 {
    let [a, b, c, d, ..] = hash.wrapping_mul(Prefixes::BASE).to_be_bytes();
    u32::from_be_bytes([a, b, c, d])
}

fn root(parents: &mut HashMap<u32, u32>, place: u32) -> u32 {
    let mut at = place;
    while let Some(parent) = parents.get(&at) {
        at = *parent;
    }
    if at != place {
        parents.insert(place, at);
    }
    at
}
