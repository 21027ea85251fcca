//! Adding tasks that have a past, such as demo tasks. Pure, like every other plan.

use std::sync::Arc;

use crate::clock::Timestamp;
use crate::task::{AddedTask, Counter, Locked, NewTask, Plan, PlannedStep};

/// A task that was added, and perhaps completed, some time ago.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastTask {
    pub new: NewTask,
    pub created_at: Timestamp,
    pub completed_at: Option<Timestamp>,
}

/// Adds all of them in their order, with the numbers that their writes would have had. No quota is asked: whoever has
/// a past to tell was allowed to have it.
pub fn plan_past(tasks: &[PastTask], locked: &Locked) -> Plan {
    let Counter { mut seq, live_tasks, mut stored_bytes } = locked.counter;
    let mut added = Vec::with_capacity(tasks.len());
    for PastTask { new, created_at, completed_at } in tasks {
        seq += if completed_at.is_some() { 2 } else { 1 };
        stored_bytes += new.content.stored_bytes();
        let (new, created_at, completed_at) = (Arc::new(new.clone()), *created_at, *completed_at);
        added.push(AddedTask { new, change_seq: seq, created_at, completed_at });
    }
    let live_tasks = live_tasks.saturating_add_unsigned(added.len().try_into().unwrap_or(u64::MAX));
    let steps = vec![PlannedStep::Add; added.len()];
    Plan { changed: Vec::new(), added, counter: Counter { seq, live_tasks, stored_bytes }, steps }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::{ROW_BYTES, Title};
    use chrono::DateTime;

    fn past(created: i64, completed: Option<i64>) -> PastTask {
        let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
        let new = NewTask::titled(Title::parse("task").unwrap());
        PastTask { new, created_at: at(created), completed_at: completed.map(at) }
    }

    #[test]
    fn each_write_of_the_past_has_its_number() {
        let tasks = [past(1, None), past(2, Some(9)), past(3, None)];
        let locked =
            Locked { tasks: Vec::new(), counter: Counter { seq: 10, live_tasks: 4, stored_bytes: 7 } };
        let plan = plan_past(&tasks, &locked);
        assert_eq!(plan.added.iter().map(|added| added.change_seq).collect::<Vec<_>>(), [11, 13, 14]);
        let stored_bytes = 7 + 3 * (ROW_BYTES + 8);
        assert_eq!(plan.counter, Counter { seq: 14, live_tasks: 7, stored_bytes });
        assert_eq!(plan.steps.len(), 3);
        let completed = &plan.added[1];
        assert!(completed.progress().is_completed());
        assert_eq!((completed.version().get(), Some(completed.updated_at())), (2, tasks[1].completed_at));
    }
}
