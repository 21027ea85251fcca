//! Whose password is hashed next, while more wait than can be hashed at once.
//!
//! Applicants from networks known for their account go first. Within each of the two classes the networks take turns, so
//! that one of them can use all there is but never makes another wait for more than one job per turn. A few strangers are
//! served in between, or a user could keep everybody from registering.

use std::collections::VecDeque;

use tasklane_core::network_block::NetworkBlock;
use tasklane_core::user::Applicant;

/// After so many known applicants in a row a stranger is served.
const KNOWN_IN_A_ROW: usize = 3;

#[derive(Debug)]
pub(crate) struct HashingQueue<J> {
    known: Turns<J>,
    strangers: Turns<J>,
    known_in_a_row: usize,
    next_id: u64,
}

/// Names a job in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct JobId {
    applicant: Applicant,
    number: u64,
}

impl<J> HashingQueue<J> {
    pub(crate) fn new() -> Self {
        Self { known: Turns::new(), strangers: Turns::new(), known_in_a_row: 0, next_id: 0 }
    }

    pub(crate) fn len(&self) -> usize {
        self.known.len() + self.strangers.len()
    }

    pub(crate) fn push(&mut self, applicant: Applicant, job: J) -> JobId {
        let number = self.next_id;
        self.next_id += 1;
        self.class(applicant).push(applicant.network, number, job);
        JobId { applicant, number }
    }

    pub(crate) fn pop(&mut self) -> Option<J> {
        let strangers_turn = self.known_in_a_row >= KNOWN_IN_A_ROW || self.known.len() == 0;
        if strangers_turn && let Some(job) = self.strangers.pop() {
            self.known_in_a_row = 0;
            return Some(job);
        }
        self.known_in_a_row = KNOWN_IN_A_ROW.min(self.known_in_a_row + 1);
        self.known.pop()
    }

    /// False when the job is not waiting any more.
    pub(crate) fn remove(&mut self, id: JobId) -> bool {
        self.class(id.applicant).remove(id.applicant.network, id.number).is_some()
    }

    /// How many jobs would be served before a new one of this applicant, if no other came.
    pub(crate) fn ahead_of(&self, applicant: Applicant) -> usize {
        if applicant.is_known {
            let known = self.known.ahead_of(applicant.network);
            known + self.strangers.len().min((known + self.known_in_a_row) / KNOWN_IN_A_ROW)
        } else {
            let strangers = self.strangers.ahead_of(applicant.network);
            strangers + self.known.len().min(KNOWN_IN_A_ROW.saturating_mul(strangers + 1))
        }
    }

    /// Takes out the job that has to give way to a new one of this applicant: the newest of the network that has most.
    /// `None` when it is the new one itself. A known applicant displaces strangers first, and is displaced by none.
    pub(crate) fn displace_for(&mut self, applicant: Applicant) -> Option<J> {
        if applicant.is_known && self.strangers.len() > 0 {
            return self.strangers.pop_newest_of_most(0);
        }
        let class = self.class(applicant);
        let own = class.waiting_from(applicant.network);
        class.pop_newest_of_most(own + 1)
    }

    fn class(&mut self, applicant: Applicant) -> &mut Turns<J> {
        if applicant.is_known { &mut self.known } else { &mut self.strangers }
    }
}

/// The jobs of one class. The network in front has the next turn; none is without a job.
#[derive(Debug)]
struct Turns<J> {
    networks: VecDeque<(NetworkBlock, VecDeque<(u64, J)>)>,
}

impl<J> Turns<J> {
    fn new() -> Self {
        Self { networks: VecDeque::new() }
    }

    fn len(&self) -> usize {
        self.networks.iter().map(|(_, jobs)| jobs.len()).sum()
    }

    fn place_of(&self, network: NetworkBlock) -> Option<usize> {
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
        let place = self.place_of(network)?;
        let (_, jobs) = self.networks.get_mut(place)?;
        let job = jobs.iter().position(|(other, _)| *other == number)?;
        let removed = jobs.remove(job);
        if jobs.is_empty() {
            self.networks.remove(place);
        }
        removed.map(|(_, job)| job)
    }

    fn ahead_of(&self, network: NetworkBlock) -> usize {
        let own = self.waiting_from(network);
        let others = self.networks.iter().filter(|(other, _)| *other != network);
        own + others.map(|(_, jobs)| jobs.len().min(own + 1)).sum::<usize>()
    }

    /// Only if some network has more than `at_least`.
    fn pop_newest_of_most(&mut self, at_least: usize) -> Option<J> {
        let most = self.networks.iter().map(|(_, jobs)| jobs.len()).max().filter(|most| *most > at_least)?;
        // The last of several: its turn would have come last.
        let place = self.networks.iter().rposition(|(_, jobs)| jobs.len() == most)?;
        let (_, jobs) = self.networks.get_mut(place)?;
        let newest = jobs.pop_back();
        if jobs.is_empty() {
            self.networks.remove(place);
        }
        newest.map(|(_, job)| job)
    }
}

#[cfg(test)]
#[path = "hashing_queue_tests.rs"]
mod tests;
