//! Selects which connections of an address block are evicted first.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use crate::connection::{ConnectionState, Phase};

pub(super) struct OpenConnection {
    pub(super) address: IpAddr,
    pub(super) state: Arc<ConnectionState>,
}

/// A connection and its phase at the time of the selection.
#[derive(Clone)]
pub(super) struct Candidate {
    pub(super) id: u64,
    pub(super) state: Arc<ConnectionState>,
    seen: (Phase, u64),
}

impl Candidate {
    pub(super) fn is_unchanged(&self) -> bool {
        self.state.phase() == self.seen
    }
}

/// Returns the connections that have been in this phase the longest. Considers only the addresses with the most
/// connections, or all addresses if no connection of these addresses is in this phase. The maximum number of results is
/// 1/64 of the largest number of connections per address, but at least 1 and at most 64. It is small, because each
/// eviction can change which address has the most connections.
pub(super) fn longest_in_phase(members: &HashMap<u64, OpenConnection>, phase: Phase) -> Vec<Candidate> {
    let mut counts: HashMap<IpAddr, usize> = HashMap::new();
    for member in members.values() {
        *counts.entry(member.address).or_default() += 1;
    }
    let max_count = counts.values().copied().max().unwrap_or_default();
    let has_max_count = |member: &OpenConnection| counts.get(&member.address) == Some(&max_count);
    let found = candidates(members, phase, has_max_count);
    let mut found = if found.is_empty() { candidates(members, phase, |_| true) } else { found };
    found.sort_unstable_by_key(|candidate| candidate.seen.1);
    found.truncate((max_count / 64).clamp(1, 64));
    found
}

fn candidates(
    members: &HashMap<u64, OpenConnection>,
    phase: Phase,
    matches: impl Fn(&OpenConnection) -> bool,
) -> Vec<Candidate> {
    let matching = members.iter().filter(|(_, member)| matches(member));
    let seen = matching.map(|(id, member)| (id, &member.state, member.state.phase()));
    seen.filter(|(_, _, seen)| seen.0 == phase)
        .map(|(id, state, seen)| Candidate { id: *id, state: state.clone(), seen })
        .collect()
}
