internal import CLinux
internal import Glibc
internal import Synchronization

/// The one door into a reactor from other threads: a queue of jobs and an eventfd that wakes the loop.
package final class Mailbox: Sendable {
    private let jobs = Mutex<[@Sendable () -> Void]>([])
    let descriptor: Int32

    init() throws(SystemError) {
        descriptor = eventfd(0, proxyd_eventfd_flags)
        guard descriptor >= 0 else { throw SystemError("eventfd", errno) }
    }

    deinit { Socket.close(descriptor) }

    /// Queues a job to be run on the reactor's thread, in the order of posting.
    ///
    /// After the reactor has stopped, jobs are dropped.
    package func post(_ job: @escaping @Sendable () -> Void) {
        let wasEmpty = jobs.withLock { queue in
            queue.append(job)
            return queue.count == 1
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
        return jobs.withLock { queue in
            let taken = queue
            queue = []
            return taken
        }
    }
}
