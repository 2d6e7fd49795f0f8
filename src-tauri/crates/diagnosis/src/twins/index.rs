//! Finds near names without comparing each with each: equal keys, and for typing slips the keys that are
//! left when letters are taken out. Two names at most two slips apart share one of those.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

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
    newest: HashMap<u64, u32>,
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

    fn each_pair(&self, mut found: impl FnMut(u32, u32, Likeness)) {
        for (place, (_, keys)) in &self.names {
            for other in self.candidates(keys).range(place + 1..) {
                let likeness = self.names.get(other).and_then(|(_, theirs)| compare(keys, theirs));
                if let Some(likeness) = likeness {
                    found(*place, *other, likeness);
                }
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

/// The hashes of all keys of a name, each once.
fn hashes(keys: &Keys) -> Vec<u64> {
    let mut hashes = vec![hash(&(0, &keys.same)), hash(&(1, &keys.sorted))];
    left(&keys.letters, keys.slips(), 0, &keys.digits, &mut hashes);
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// What is left of the letters when up to `out` of them, none before `from` and no digit, are taken out.
fn left(letters: &[char], out: usize, from: usize, digits: &str, hashes: &mut Vec<u64>) {
    hashes.push(hash(&(2, letters, digits)));
    if out == 0 {
        return;
    }
    for at in from..letters.len() {
        if letters.get(at).is_some_and(|letter| letter.is_numeric()) {
            continue;
        }
        let mut rest = letters.to_vec();
        rest.remove(at);
        left(&rest, out - 1, at, digits, hashes);
    }
}

fn hash(key: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
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
