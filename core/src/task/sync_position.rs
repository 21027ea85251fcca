//! How far a client has come with the changes, as one number.

/// Whoever starts over meets tasks whose last write is older than what is forgotten, and has missed nothing: unlike who
/// was there before. The number tells the two apart by this bit, which no sequence reaches; with it, it is still exact
/// in JSON.
const STARTING_OVER: i64 = 1 << 52;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SyncPosition {
    pub(super) seq: i64,
    starting_over: bool,
}

impl SyncPosition {
    pub(super) fn from_number(number: i64) -> Self {
        if number >= STARTING_OVER {
            Self { seq: number - STARTING_OVER, starting_over: true }
        } else {
            Self { seq: number, starting_over: number == 0 }
        }
    }

    pub(super) fn number(self) -> i64 {
        if self.starting_over { self.seq + STARTING_OVER } else { self.seq }
    }

    /// Whether the client may have missed something for good, or comes from another life of the database.
    pub(super) fn is_lost(self, last: i64, forgotten: i64) -> bool {
        self.seq > last || (!self.starting_over && self.seq < forgotten)
    }

    pub(super) fn moved_to(self, seq: i64, forgotten: i64) -> Self {
        Self { seq, starting_over: self.starting_over && seq < forgotten }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_starts_over_passes_what_is_forgotten_and_who_was_away_does_not() {
        let start = SyncPosition::from_number(0);
        assert!(!start.is_lost(90, 50));
        let middle = start.moved_to(5, 50).number();
        assert_eq!(middle, (1 << 52) + 5);
        let middle = SyncPosition::from_number(middle);
        assert!(!middle.is_lost(90, 50));
        assert_eq!(middle.moved_to(60, 50).number(), 60);
        assert_eq!(start.moved_to(5, 0).number(), 5);
        assert!(SyncPosition::from_number(5).is_lost(90, 50));
        assert!(!SyncPosition::from_number(50).is_lost(90, 50));
        assert!(SyncPosition::from_number(91).is_lost(90, 0));
    }
}
