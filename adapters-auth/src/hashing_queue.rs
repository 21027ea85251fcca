//! The order in which queued passwords are hashed.
//!
//! Jobs from networks that are known for the account run first. Within each of the two classes, networks are served
//! round robin: a single network can use the whole capacity, but delays another network by at most one job per round.
//! While jobs from unknown networks are queued, at least every fourth job is one of them. Without this rule,
//! logins from known networks could block registrations, which always come from unknown networks.

use std::collections::VecDeque;

use tasklane_core::network_block::NetworkBlock;
use tasklane_core::user::HashJobOrigin;

/// After this many consecutive jobs from known networks, a job from an unknown network runs, if one is queued.
const KNOWN_IN_A_ROW: usize = 3;

#[derive(Debug)]
pub(crate) struct HashingQueue<J> {
    known: RoundRobin<J>,
    unknown: RoundRobin<J>,
    served_known_in_a_row: usize,
    next_id: u64,
}

/// Identifies a job in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct JobId {
    origin: HashJobOrigin,
    number: u64,
}

impl<J> HashingQueue<J> {
    pub(crate) fn new() -> Self {
        Self { known: RoundRobin::new(), unknown: RoundRobin::new(), served_known_in_a_row: 0, next_id: 0 }
    }

    pub(crate) fn len(&self) -> usize {
        self.known.len() + self.unknown.len()
    }

    pub(crate) fn push(&mut self, origin: HashJobOrigin, job: J) -> JobId {
        let number = self.next_id;
        self.next_id += 1;
        self.queue_for(origin).push(origin.network, number, job);
        JobId { origin, number }
    }

    pub(crate) fn pop(&mut self) -> Option<J> {
        let is_unknown_next = self.served_known_in_a_row >= KNOWN_IN_A_ROW || self.known.len() == 0;
        if is_unknown_next && let Some(job) = self.unknown.pop() {
            self.served_known_in_a_row = 0;
            return Some(job);
        }
        self.served_known_in_a_row = KNOWN_IN_A_ROW.min(self.served_known_in_a_row + 1);
        self.known.pop()
    }

    /// Removes a job. Returns false if it is not queued.
    pub(crate) fn remove(&mut self, id: JobId) -> bool {
        self.queue_for(id.origin).remove(id.origin.network, id.number).is_some()
    }

    /// Returns an upper bound for the number of queued jobs that would run before a new job of this origin.
    pub(crate) fn count_ahead(&self, origin: HashJobOrigin) -> usize {
        if origin.is_known {
            let known = self.known.count_ahead(origin.network);
            known + self.unknown.len().min((known + self.served_known_in_a_row) / KNOWN_IN_A_ROW)
        } else {
            let unknown = self.unknown.count_ahead(origin.network);
            unknown + self.known.len().min(KNOWN_IN_A_ROW.saturating_mul(unknown + 1))
        }
    }

    /// Removes and returns the job to evict for a new job of this origin: the newest job of the network with the most
    /// jobs. A job from a known network evicts a job from an unknown network if one is queued. Otherwise, a job evicts
    /// only a job of its own class. Returns `None` if the new job itself would have to be evicted.
    pub(crate) fn evict_for(&mut self, origin: HashJobOrigin) -> Option<J> {
        if origin.is_known && self.unknown.len() > 0 {
            return self.unknown.pop_newest_of_busiest(0);
        }
        let queue = self.queue_for(origin);
        let own = queue.waiting_from(origin.network);
        queue.pop_newest_of_busiest(own + 1)
    }

    fn queue_for(&mut self, origin: HashJobOrigin) -> &mut RoundRobin<J> {
        if origin.is_known { &mut self.known } else { &mut self.unknown }
    }
}

/// The jobs of one class. The first network is served next. Every listed network has at least one job.
#[derive(Debug)]
struct RoundRobin<J> {
    networks: VecDeque<(NetworkBlock, VecDeque<(u64, J)>)>,
}

impl<J> RoundRobin<J> {
    fn new() -> Self {
        Self { networks: VecDeque::new() }
    }

    fn len(&self) -> usize {
        self.networks.iter().map(|(_, jobs)| jobs.len()).sum()
    }

    fn position_of(&self, network: NetworkBlock) -> Option<usize> {
        self.networks.iter().position(|(other, _)| *other == network)
    }

    fn waiting_from(&self, network: NetworkBlock) -> usize {
        self.networks.iter().find(|(other, _)| *other == network).map_or(0, |(_, jobs)| jobs.len())
    }

    fn push(&mut self, network: NetworkBlock, number: u64, job: J) {
        match self.networks.iter_mut().find(|(other, _)| *other == network) {
            Some((_, jobs)) => jobs.push_back((number, job)),
            None => self.networks.push_back((network, VecDeque::from([(number, job)]))),
        }
    }

    fn pop(&mut self) -> Option<J> {
        let (network, mut jobs) = self.networks.pop_front()?;
        let next = jobs.pop_front();
        if !jobs.is_empty() {
            self.networks.push_back((network, jobs));
        }
        next.map(|(_, job)| job)
    }

    fn remove(&mut self, network: NetworkBlock, number: u64) -> Option<J> {
        let position = self.position_of(network)?;
        let (_, jobs) = self.networks.get_mut(position)?;
        let job = jobs.iter().position(|(other, _)| *other == number)?;
        let removed = jobs.remove(job);
        if jobs.is_empty() {
            self.networks.remove(position);
        }
        removed.map(|(_, job)| job)
    }

    fn count_ahead(&self, network: NetworkBlock) -> usize {
        let own = self.waiting_from(network);
        let others = self.networks.iter().filter(|(other, _)| *other != network);
        own + others.map(|(_, jobs)| jobs.len().min(own + 1)).sum::<usize>()
    }

    /// Removes the newest job of the network with the most jobs, if that network has more than `min` jobs.
    fn pop_newest_of_busiest(&mut self, min: usize) -> Option<J> {
        let max = self.networks.iter().map(|(_, jobs)| jobs.len()).max().filter(|max| *max > min)?;
        // If several networks have the most jobs, choose the network that would be served last.
        let position = self.networks.iter().rposition(|(_, jobs)| jobs.len() == max)?;
        let (_, jobs) = self.networks.get_mut(position)?;
        let newest = jobs.pop_back();
        if jobs.is_empty() {
            self.networks.remove(position);
        }
        newest.map(|(_, job)| job)
    }
}

#[cfg(test)]
#[path = "hashing_queue_tests.rs"]
mod tests;
