//! All connections of the process, by address block: when there are nearly as many as there may be, a new one takes the
//! place of one of the block that holds most. A block that is alone may have all of them, as a proxy has.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet, VecDeque};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ipnet::IpNet;
use metrics::{Counter, Gauge, counter, gauge};

use super::choice::{Candidate, Member, longest_in};
use crate::connection::{Phase, Status, Wish};

/// Addresses that are counted together: IPv4 /24, IPv6 /64.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Block(IpAddr);

impl Block {
    fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self(Ipv4Addr::from_bits(address.to_bits() & !0xff).into()),
            IpAddr::V6(address) => {
                Self(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into())
            }
        }
    }
}

pub(crate) struct Registry {
    max: usize,
    trusted_proxies: Vec<IpNet>,
    connections: Mutex<Connections>,
    open: Gauge,
    gave_way: Counter,
    refused: Counter,
}

#[derive(Default)]
struct Connections {
    next_id: u64,
    blocks: HashMap<Block, HashMap<u64, Member>>,
    /// How many of them each address has.
    held: HashMap<IpAddr, usize>,
    /// How many there are in the blocks.
    staying: usize,
    /// Those that were asked to close, and have not yet.
    leaving: HashSet<u64>,
    /// Those that are to be asked next, longest idle first, so that not all are looked at each time.
    next: VecDeque<(Block, Candidate)>,
}

/// A connection that counts until this is dropped.
pub(super) struct Registration {
    registry: Arc<Registry>,
    id: u64,
    block: Block,
    status: Arc<Status>,
}

impl Registration {
    pub(super) fn status(&self) -> &Arc<Status> {
        &self.status
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        let mut connections = self.registry.lock();
        if !connections.leaving.remove(&self.id) {
            connections.remove(self.block, self.id);
        }
        self.registry.open.decrement(1);
    }
}

impl Registry {
    pub(crate) fn new(max: usize, trusted_proxies: Vec<IpNet>) -> Self {
        Self {
            max,
            trusted_proxies,
            connections: Mutex::default(),
            open: gauge!(description: "Open connections of clients", "tasklane_connections_open"),
            gave_way: counter!(
                description: "Connections that were closed to make room for new ones",
                "tasklane_connections_gave_way_total"
            ),
            refused: counter!(
                description: "Connections that were closed unread, for there was no room",
                "tasklane_connections_refused_total"
            ),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Connections> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new connection; `None` when there is no room for it.
    pub(super) fn admit(self: &Arc<Self>, address: IpAddr) -> Option<Registration> {
        let address = address.to_canonical();
        let block = Block::of(address);
        let mut connections = self.lock();
        if !self.make_room(&mut connections, block, address) {
            self.refused.increment(1);
            return None;
        }
        connections.next_id += 1;
        let (id, status) = (connections.next_id, Arc::<Status>::default());
        connections.blocks.entry(block).or_default().insert(id, Member { address, status: status.clone() });
        *connections.held.entry(address).or_default() += 1;
        connections.staying += 1;
        self.open.increment(1);
        Some(Registration { registry: self.clone(), id, block, status })
    }

    /// Whether there is room for one more of this block and address. From 80 % on something gives way, if it can without harm;
    /// when all places are taken something must. A connection whose request is not complete never gives way to an address that holds more than
    /// its own.
    fn make_room(&self, connections: &mut Connections, newcomer: Block, address: IpAddr) -> bool {
        if connections.staying < self.max - self.max / 5 {
            return connections.open() < self.max;
        }
        let is_full = connections.open() >= self.max;
        let held = connections.held.get(&address).copied().unwrap_or_default();
        let min_held = if self.is_trusted(address) { 0 } else { held };
        let gives_way = connections.idle_of_greatest(min_held).map(|found| (found, Wish::CloseIfIdle));
        let gives_way = gives_way
            .or_else(|| if is_full { self.under_pressure(connections, newcomer, min_held) } else { None });
        if let Some(((block, candidate), wish)) = gives_way {
            connections.remove(block, candidate.id);
            connections.leaving.insert(candidate.id);
            candidate.status.ask(wish);
            self.gave_way.increment(1);
            // It closes in a moment. Those that do are few, or something is wrong.
            return connections.open() < self.max + self.max / 16 + 16;
        }
        !is_full
    }

    /// What gives way when all places are taken and nothing of the greatest block is idle.
    fn under_pressure(
        &self,
        connections: &Connections,
        newcomer: Block,
        min_held: usize,
    ) -> Option<((Block, Candidate), Wish)> {
        let mut blocks: Vec<_> =
            connections.blocks.iter().map(|(block, members)| (*block, members)).collect();
        blocks.sort_unstable_by_key(|(_, members)| std::cmp::Reverse(members.len()));
        let own = connections.blocks.get(&newcomer).map_or(0, HashMap::len);
        let (greatest, members) = *blocks.first()?;
        // In the midst of a request of a proxy is in the midst of anybody's.
        let is_proxy = members.values().any(|member| self.is_trusted(member.address));
        let first = |members, phase| longest_in(members, phase).into_iter().next();
        let head =
            first(members, Phase::Head).filter(|found| connections.holds(greatest, found.id, min_held));
        if !is_proxy && let Some(found) = head {
            return Some(((greatest, found), Wish::CloseInHead));
        }
        let greater = blocks.iter().filter(|(_, members)| members.len() > own);
        let idle = greater.skip(1).find_map(|(block, members)| Some((*block, first(members, Phase::Idle)?)));
        if let Some(found) = idle {
            return Some((found, Wish::CloseIfIdle));
        }
        if is_proxy || members.len() <= own + 1 {
            return None;
        }
        let found = first(members, Phase::Busy)?;
        found.status.kill().trigger();
        Some(((greatest, found), Wish::CloseInHead))
    }

    fn is_trusted(&self, address: IpAddr) -> bool {
        self.trusted_proxies.iter().any(|network| network.contains(&address))
    }
}

impl Connections {
    fn open(&self) -> usize {
        self.staying + self.leaving.len()
    }

    fn remove(&mut self, block: Block, id: u64) {
        let Some(members) = self.blocks.get_mut(&block) else { return };
        if let Some(Member { address, .. }) = members.remove(&id) {
            self.staying -= 1;
            if let Entry::Occupied(mut held) = self.held.entry(address) {
                *held.get_mut() -= 1;
                if *held.get() == 0 {
                    held.remove();
                }
            }
        }
        if members.is_empty() {
            self.blocks.remove(&block);
        }
    }

    /// The longest-idle connection of the block that holds most, and in it of the address that does. The address must hold at
    /// least `min_held` connections.
    fn idle_of_greatest(&mut self, min_held: usize) -> Option<(Block, Candidate)> {
        let (greatest, _) = self.blocks.iter().max_by_key(|(_, members)| members.len())?;
        let greatest = *greatest;
        while let Some((block, candidate)) = self.next.pop_front() {
            if block == greatest && candidate.is_unchanged() && self.holds(block, candidate.id, min_held) {
                return Some((block, candidate));
            }
        }
        let mut found = longest_in(self.blocks.get(&greatest)?, Phase::Idle);
        found.retain(|candidate| self.holds(greatest, candidate.id, min_held));
        self.next = found.into_iter().map(|candidate| (greatest, candidate)).collect();
        self.next.pop_front()
    }

    /// Whether the connection was not asked to close, and its address holds at least `min_held` connections.
    fn holds(&self, block: Block, id: u64, min_held: usize) -> bool {
        let member = self.blocks.get(&block).and_then(|members| members.get(&id));
        member.is_some_and(|member| self.held.get(&member.address).is_some_and(|held| *held >= min_held))
    }
}

#[cfg(test)]
#[path = "registry_tests.rs"]
mod tests;
