//! All connections of the process, grouped by address block. When the number of connections nears the limit, a new
//! connection can replace an existing connection, usually of the largest block. A single block, such as the block of a
//! proxy, may use all connections.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use ipnet::IpNet;
use metrics::{Counter, Gauge, counter, gauge};
use parking_lot::Mutex;
use tokio::task::yield_now;

use super::eviction::{Candidate, OpenConnection, longest_in_phase};
use crate::connection::{CloseRequest, ConnectionState, Phase};

/// How often the task of a new connection yields to the tasks of evicted connections on the same thread.
const MAX_YIELDS: usize = 16;

/// An address block, which is counted as one client: an IPv4 /24 or IPv6 /64 network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct AddressRange(IpAddr);

impl AddressRange {
    fn containing(address: IpAddr) -> Self {
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
    open_connections: Gauge,
    evicted: Counter,
    rejected: Counter,
}

#[derive(Default)]
struct Connections {
    next_id: u64,
    blocks: HashMap<AddressRange, HashMap<u64, OpenConnection>>,
    /// Number of connections per address.
    count_by_address: HashMap<IpAddr, usize>,
    /// Number of connections in `blocks`.
    active: usize,
    /// Connections that were asked to close and are still open.
    closing: HashMap<u64, OpenConnection>,
    /// Idle connections to evict next, longest idle first. Caches a selection, so that most new connections do not
    /// cause a scan of all connections.
    next: VecDeque<(AddressRange, Candidate)>,
}

/// The registration of an open connection. Removed on drop.
pub(super) struct Registration {
    registry: Arc<Registry>,
    id: u64,
    block: AddressRange,
    state: Arc<ConnectionState>,
}

impl Registration {
    pub(super) fn state(&self) -> &Arc<ConnectionState> {
        &self.state
    }

    /// Withdraws the request to close if it requires an idle connection. Called when the connection is not idle, because
    /// data arrived at the same time. Otherwise the connection would be open for longer, but could not be evicted.
    pub(super) fn stay_open(&self) {
        if self.state.close_request() == CloseRequest::IfIdle {
            self.registry.connections.lock().stay_open(self.block, self.id);
        }
    }
}

/// Why a connection was not admitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoRoom {
    /// Too many evicted connections are still open. Each of them closes when its task runs.
    EvictedStillOpen,
    /// The limit is reached, and no connection can be evicted.
    Full,
}

impl Drop for Registration {
    fn drop(&mut self) {
        let mut connections = self.registry.connections.lock();
        if connections.closing.remove(&self.id).is_none() {
            connections.remove(self.block, self.id);
        }
        self.registry.open_connections.decrement(1);
    }
}

impl Registry {
    pub(crate) fn new(max: usize, trusted_proxies: Vec<IpNet>) -> Self {
        Self {
            max,
            trusted_proxies,
            connections: Mutex::default(),
            open_connections: gauge!(description: "Open client connections", "tasklane_connections_open"),
            evicted: counter!(
                description: "Connections closed to make room for new connections",
                "tasklane_connections_evicted_total"
            ),
            rejected: counter!(
                description: "Connections rejected because the connection limit was reached",
                "tasklane_connections_refused_total"
            ),
        }
    }

    /// Registers a new connection, or returns `None` if there is no room for it. Lets evicted connections close first.
    pub(super) async fn admit(self: &Arc<Self>, address: IpAddr) -> Option<Registration> {
        for _ in 0..MAX_YIELDS {
            match self.try_admit(address) {
                Ok(registration) => return Some(registration),
                Err(NoRoom::EvictedStillOpen) => yield_now().await,
                Err(NoRoom::Full) => break,
            }
        }
        self.rejected.increment(1);
        None
    }

    pub(super) fn try_admit(self: &Arc<Self>, address: IpAddr) -> Result<Registration, NoRoom> {
        let address = address.to_canonical();
        let block = AddressRange::containing(address);
        let mut connections = self.connections.lock();
        self.make_room(&mut connections, block, address)?;
        connections.next_id += 1;
        let (id, state) = (connections.next_id, Arc::<ConnectionState>::default());
        connections.insert(block, id, OpenConnection { address, state: state.clone() });
        self.open_connections.increment(1);
        Ok(Registration { registry: self.clone(), id, block, state })
    }

    /// Makes room for a connection of this block and address.
    ///
    /// From 80 % of the limit on, an idle connection of the largest block is evicted, if such a connection exists.
    /// Otherwise, if the limit is reached, [`choose_when_full`](Self::choose_when_full) may select a connection. In the largest
    /// block, an idle connection or a connection with an incomplete request is evicted only if its address has at least
    /// as many connections as the address of the new connection. For a new connection of a trusted proxy, this
    /// condition does not apply.
    fn make_room(
        &self,
        connections: &mut Connections,
        newcomer: AddressRange,
        address: IpAddr,
    ) -> Result<(), NoRoom> {
        let is_full = connections.open() >= self.max;
        if connections.active < self.max - self.max / 5 {
            return if is_full { Err(NoRoom::EvictedStillOpen) } else { Ok(()) };
        }
        if connections.open() >= self.max + self.max / 16 + 16 {
            return Err(NoRoom::EvictedStillOpen);
        }
        let held = connections.count_by_address.get(&address).copied().unwrap_or_default();
        let min_held = if self.is_trusted(address) { 0 } else { held };
        let should_close =
            connections.idle_of_largest_block(min_held).map(|found| (found, CloseRequest::IfIdle));
        let should_close = should_close
            .or_else(|| if is_full { self.choose_when_full(connections, newcomer, min_held) } else { None });
        if let Some(((block, candidate), close_request)) = should_close {
            let evicted = connections.remove(block, candidate.id);
            connections.closing.extend(evicted.map(|evicted| (candidate.id, evicted)));
            candidate.state.request_close(close_request);
            self.evicted.increment(1);
            return Ok(());
        }
        if is_full { Err(NoRoom::Full) } else { Ok(()) }
    }

    /// Selects a connection to evict when the limit is reached and no idle connection of the largest block can be
    /// evicted. If the selected connection has a request in progress, that request is aborted.
    fn choose_when_full(
        &self,
        connections: &Connections,
        newcomer: AddressRange,
        min_held: usize,
    ) -> Option<((AddressRange, Candidate), CloseRequest)> {
        let mut blocks: Vec<_> =
            connections.blocks.iter().map(|(block, members)| (*block, members)).collect();
        blocks.sort_unstable_by_key(|(_, members)| std::cmp::Reverse(members.len()));
        let own = connections.blocks.get(&newcomer).map_or(0, HashMap::len);
        let (largest, members) = *blocks.first()?;
        // A connection of a proxy carries requests of many clients, so it is not closed during a request.
        let is_proxy = members.values().any(|member| self.is_trusted(member.address));
        let first = |members, phase| longest_in_phase(members, phase).into_iter().next();
        let head = first(members, Phase::Head).filter(|found| connections.holds(largest, found.id, min_held));
        if !is_proxy && let Some(found) = head {
            return Some(((largest, found), CloseRequest::IfNoRequest));
        }
        let greater = blocks.iter().filter(|(_, members)| members.len() > own);
        let idle = greater.skip(1).find_map(|(block, members)| Some((*block, first(members, Phase::Idle)?)));
        if let Some(found) = idle {
            return Some((found, CloseRequest::IfIdle));
        }
        if is_proxy || members.len() <= own + 1 {
            return None;
        }
        let found = first(members, Phase::Busy)?;
        found.state.kill().trigger();
        Some(((largest, found), CloseRequest::IfNoRequest))
    }

    fn is_trusted(&self, address: IpAddr) -> bool {
        self.trusted_proxies.iter().any(|network| network.contains(&address))
    }
}

impl Connections {
    fn open(&self) -> usize {
        self.active + self.closing.len()
    }

    fn insert(&mut self, block: AddressRange, id: u64, connection: OpenConnection) {
        *self.count_by_address.entry(connection.address).or_default() += 1;
        self.blocks.entry(block).or_default().insert(id, connection);
        self.active += 1;
    }

    fn remove(&mut self, block: AddressRange, id: u64) -> Option<OpenConnection> {
        let members = self.blocks.get_mut(&block)?;
        let removed = members.remove(&id)?;
        if members.is_empty() {
            self.blocks.remove(&block);
        }
        self.active -= 1;
        if let Entry::Occupied(mut held) = self.count_by_address.entry(removed.address) {
            *held.get_mut() -= 1;
            if *held.get() == 0 {
                held.remove();
            }
        }
        Some(removed)
    }

    fn stay_open(&mut self, block: AddressRange, id: u64) {
        if let Some(connection) = self.closing.remove(&id) {
            connection.state.request_close(CloseRequest::None);
            self.insert(block, id, connection);
        }
    }

    /// Returns an idle connection of the largest block, if its address holds at least `min_held` connections. Prefers
    /// the address with the most connections in the block, and then the connection that has been idle longest.
    fn idle_of_largest_block(&mut self, min_held: usize) -> Option<(AddressRange, Candidate)> {
        let (largest, _) = self.blocks.iter().max_by_key(|(_, members)| members.len())?;
        let largest = *largest;
        while let Some((block, candidate)) = self.next.pop_front() {
            if block == largest && candidate.is_unchanged() && self.holds(block, candidate.id, min_held) {
                return Some((block, candidate));
            }
        }
        let mut found = longest_in_phase(self.blocks.get(&largest)?, Phase::Idle);
        found.retain(|candidate| self.holds(largest, candidate.id, min_held));
        self.next = found.into_iter().map(|candidate| (largest, candidate)).collect();
        self.next.pop_front()
    }

    /// Returns whether the connection is still registered and its address holds at least `min_held` connections.
    fn holds(&self, block: AddressRange, id: u64, min_held: usize) -> bool {
        let member = self.blocks.get(&block).and_then(|members| members.get(&id));
        member.is_some_and(|member| {
            self.count_by_address.get(&member.address).is_some_and(|held| *held >= min_held)
        })
    }
}

#[cfg(test)]
#[path = "registry_tests.rs"]
mod tests;
