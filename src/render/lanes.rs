//! Packs and pages side by side, one at a time on each core.
//!
//! The typesetter hands parts of a pack to every thread that is free, and a thread that waits for such a part
//! takes up whatever else there is: on one common pool that is the next pack, and at length all of them are
//! begun and none is finished, each held in memory. So each core works with a pool of its own.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// The typesetter calls itself deeply: the usual stack of a thread is too small for long packs.
pub const STACK: usize = 32 << 20;

/// Does the jobs in their order, each once, as many at a time as there are cores. After a failure no further
/// job is begun; of several failures the one of the earliest job is returned.
pub fn one_a_core<J: Sync, E: Send>(jobs: &[J], work: impl Fn(&J) -> Result<(), E> + Sync) -> Result<(), E> {
    if let [job] = jobs {
        // Nothing to be kept apart from: every core may help.
        return work(job);
    }
    let next = AtomicUsize::new(0);
    let lane = || {
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(job) = jobs.get(place) else { return Ok(()) };
            if let Err(error) = work(job) {
                next.fetch_max(jobs.len(), Ordering::Relaxed);
                return Err((place, error));
            }
        }
    };
    let with_own_pool = || {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build();
        pool.map_or_else(|_| lane(), |pool| pool.install(lane))
    };
    let failures: Vec<(usize, E)> = thread::scope(|scope| {
        let cores = rayon::current_num_threads().min(jobs.len());
        let lanes: Vec<_> = (0..cores)
            .filter_map(|_| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, with_own_pool).ok())
            .collect();
        // Where the system gives no thread at all, this one does the work.
        let own = if lanes.is_empty() { lane() } else { Ok(()) };
        let ended = lanes.into_iter().map(|lane| lane.join().unwrap_or_else(|panic| resume_unwind(panic)));
        ended.chain([own]).filter_map(Result::err).collect()
    });
    failures.into_iter().min_by_key(|(place, _)| *place).map_or(Ok(()), |(_, error)| Err(error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[test]
    fn each_job_is_done_once_and_the_earliest_failure_is_told() {
        let done = Mutex::new(Vec::new());
        let jobs: Vec<usize> = (0..100).collect();
        let all = one_a_core(&jobs, |job| {
            done.lock().unwrap().push(*job);
            Ok::<(), usize>(())
        });
        assert_eq!(all, Ok(()));
        let mut done = done.into_inner().unwrap();
        done.sort_unstable();
        assert_eq!(done, jobs);

        let failed = one_a_core(&jobs, |job| if *job >= 7 { Err(*job) } else { Ok(()) });
        assert_eq!(failed, Err(7));
        assert_eq!(one_a_core(&[3], |job| Err::<(), usize>(*job)), Err(3));
        assert_eq!(one_a_core(&[], |job: &usize| Err(*job)), Ok(()));
    }

    #[test]
    fn no_core_begins_a_job_within_another() {
        let jobs: Vec<usize> = (0..16).collect();
        let under_way = AtomicUsize::new(0);
        let most = AtomicUsize::new(0);
        let cores = rayon::current_num_threads();
        let ended = one_a_core(&jobs, |_| {
            most.fetch_max(1 + under_way.fetch_add(1, Ordering::SeqCst), Ordering::SeqCst);
            // As the typesetter does: work shared out, and waited for.
            let slow = |n: u64| (0..2_000_000).fold(n, |a, b| std::hint::black_box(a ^ b));
            rayon::join(|| slow(1), || slow(2));
            under_way.fetch_sub(1, Ordering::SeqCst);
            Ok::<(), ()>(())
        });
        assert_eq!(ended, Ok(()));
        assert!(most.into_inner() <= cores);
    }
}
