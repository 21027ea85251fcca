//! Word lists for demo users and tasks.

use fastrand::Rng;

/// Returns a random element.
pub(super) fn pick<T: Copy + Default>(rng: &mut Rng, from: &[T]) -> T {
    rng.choice(from).copied().unwrap_or_default()
}

pub(super) const FIRST_NAMES: [&str; 24] = [
    "Ada",
    "Alan",
    "Amina",
    "Barbara",
    "Carlos",
    "Chen",
    "Dorothy",
    "Edsger",
    "Emeka",
    "Fatima",
    "Grace",
    "Hedy",
    "Ines",
    "Katherine",
    "Kenji",
    "Linus",
    "Margaret",
    "Noor",
    "Olga",
    "Priya",
    "Radia",
    "Sofia",
    "Tim",
    "Yuki",
];

pub(super) const LAST_NAMES: [&str; 16] = [
    "Almeida", "Berg", "Cerf", "Diaz", "Eriksen", "Fischer", "Goldberg", "Hopper", "Ivanova", "Johnson",
    "Kimura", "Lovelace", "Moreau", "Okafor", "Perlman", "Rossi",
];

pub(super) const VERBS: [&str; 20] = [
    "Answer",
    "Book",
    "Call about",
    "Check",
    "Clean up",
    "Compare",
    "Draft",
    "File",
    "Finish",
    "Fix",
    "Look into",
    "Order",
    "Pay for",
    "Plan",
    "Prepare",
    "Read",
    "Renew",
    "Review",
    "Send",
    "Talk about",
];

pub(super) const THINGS: [&str; 32] = [
    "the quarterly report",
    "train tickets to Lyon",
    "the dentist appointment",
    "the garden fence",
    "slides for Monday",
    "the login page",
    "a present for Mom",
    "the insurance papers",
    "the release notes",
    "winter tires",
    "the onboarding guide",
    "a new desk lamp",
    "the kitchen sink",
    "the database backup",
    "the holiday photos",
    "the tax return",
    "the team lunch",
    "feedback from support",
    "the library books",
    "the budget for spring",
    "the passport",
    "the failing build",
    "a recipe for Sunday",
    "the lease",
    "the survey results",
    "the bike",
    "invitations for the party",
    "the meeting minutes",
    "the mobile plan",
    "the search page",
    "last month's invoices",
    "the bookshelf",
];

pub(super) const NOTES: [&str; 10] = [
    "Ask Chen first, who did it last time.",
    "Not before Thursday.",
    "The old one is in the drawer.\nMeasure twice.",
    "See last week's thread; two questions are still open.",
    "Half an hour should do.",
    "Needs a second pair of eyes.",
    "Cheaper when done online.",
    "1. Collect\n2. Sort\n3. Throw half of it away",
    "Remember the receipt!",
    "They close at six.",
];

pub(super) const TAGS: [&str; 10] =
    ["home", "work", "errand", "urgent", "someday", "family", "money", "health", "travel", "reading"];
