package import Reactor
internal import Synchronization

/// The one reactor of the control plane: a thread for connections that are not on the data path.
///
/// Contract: `stop` closes the Redis connections that run on it; jobs posted after that are refused.
package final class ControlReactor: Sendable {
    private let reactor: Box
    private let thread: ReactorThread
    private let isStopped = Atomic(false)

    /// Where the thread leaves its reactor before the loop begins.
    private final class Box: Sendable {
        let content = Mutex<LoopBound<Reactor>?>(nil)
    }

    /// Starts the thread; throws `SystemError`.
    package init(name: String = "control") throws(SystemError) {
        let box = Box()
        reactor = box
        thread = try ReactorThread(name: name) { reactor in
            let bound = LoopBound(reactor)
            box.content.withLock { $0 = bound }
        }
    }

    /// Runs a job on the reactor's thread, in the order of posting; false when the reactor was stopped, and it will not run.
    @discardableResult
    package func post(_ job: @escaping @Sendable (Reactor) -> Void) -> Bool {
        guard !isStopped.load(ordering: .acquiring) else { return false }
        deliver(job)
        return true
    }

    private func deliver(_ job: @escaping @Sendable (Reactor) -> Void) {
        thread.mailbox.post { [reactor] in
            // The mailbox is read after the thread has left its reactor in the box, so it is there.
            guard let bound = reactor.content.withLock({ $0 }) else { return }
            job(bound.value)
        }
    }

    /// Ends the loop and waits for the thread; blocks the calling thread for at most the current batch.
    package func stop() {
        guard !isStopped.exchange(true, ordering: .acquiringAndReleasing) else { return }
        deliver { reactor in
            for handler in reactor.handlers { (handler as? RedisConnection)?.close() }
            reactor.stop()
        }
        thread.join()
    }
}
