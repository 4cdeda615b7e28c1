internal import CLinux
internal import Glibc
internal import Synchronization

/// The one door into a reactor from other threads: a queue of jobs and an eventfd that wakes the loop.
package final class Mailbox: Sendable {
    private struct State {
        var jobs: [@Sendable () -> Void] = []
        var isOpen = true
    }

    private let state = Mutex(State())
    let descriptor: Int32

    init() throws(SystemError) {
        descriptor = eventfd(0, proxyd_eventfd_flags)
        guard descriptor >= 0 else { throw SystemError("eventfd", errno) }
    }

    deinit { Socket.close(descriptor) }

    /// Queues a job to be run on the reactor's thread, in the order of posting.
    ///
    /// Jobs that have not run when the reactor goes, and all later ones, are dropped.
    package func post(_ job: @escaping @Sendable () -> Void) {
        let wasEmpty = state.withLock { state in
            guard state.isOpen else { return false }
            state.jobs.append(job)
            return state.jobs.count == 1
        }
        // The loop takes all jobs at once: one wake-up is enough until it has.
        if wasEmpty { wake() }
    }

    func wake() {
        var one: UInt64 = 1
        _ = unsafe write(descriptor, &one, 8)
    }

    /// Takes all jobs; called on the reactor's thread.
    func take() -> [@Sendable () -> Void] {
        var counter: UInt64 = 0
        _ = unsafe read(descriptor, &counter, 8)
        return takeAll()
    }

    /// Nobody will take jobs any more.
    func close() {
        state.withLock { $0.isOpen = false }
        // What they hold is let go outside of the lock.
        _ = takeAll()
    }

    private func takeAll() -> [@Sendable () -> Void] {
        state.withLock { state in
            let taken = state.jobs
            state.jobs = []
            return taken
        }
    }
}
