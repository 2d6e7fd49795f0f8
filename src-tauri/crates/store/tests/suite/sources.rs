//! Table `source`.

use clearpost_store::{Source, SourceFacts};

use crate::given::{at, key, place};

#[test]
fn failure_preserves_last_success() {
    let place = place();
    let cache = place.cache();
    assert_eq!(
        cache.source(&key(), Source::QuickBooks).unwrap(),
        SourceFacts::default()
    );
    cache.note_tried(&key(), Source::QuickBooks, at(1)).unwrap();
    cache.note_succeeded(&key(), Source::QuickBooks, at(2)).unwrap();
    cache.note_tried(&key(), Source::QuickBooks, at(3)).unwrap();
    cache.note_failed(&key(), Source::QuickBooks, at(4), "offline").unwrap();
    let facts = SourceFacts {
        last_tried: Some(at(3)),
        last_succeeded: Some(at(2)),
        last_error: Some((at(4), "offline".to_owned())),
        failing: true,
    };
    assert_eq!(cache.source(&key(), Source::QuickBooks).unwrap(), facts);
    assert_eq!(
        cache.source(&key(), Source::Procurement).unwrap(),
        SourceFacts::default()
    );

    cache.note_succeeded(&key(), Source::QuickBooks, at(5)).unwrap();
    let recovered = SourceFacts {
        last_succeeded: Some(at(5)),
        failing: false,
        ..facts
    };
    assert_eq!(cache.source(&key(), Source::QuickBooks).unwrap(), recovered);
}
