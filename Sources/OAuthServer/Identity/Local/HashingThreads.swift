internal import Glibc
internal import Synchronization

/// A few threads for work that takes long: sign-ins wait for each other here and nowhere else.
///
/// Threads are started when there is work and end when there is none.
final class HashingThreads: Sendable {
    typealias Work = @Sendable () -> Void

    private struct State {
        var waiting: [Work] = []
        var running = 0
    }

    private let width: Int
    private let queueLimit: Int
    private let state = Mutex(State())

    /// Makes a group of at most `width` threads; more than `queueLimit` pieces of work do not wait but are turned away.
    init(width: Int, queueLimit: Int) {
        self.width = width
        self.queueLimit = queueLimit
    }

    /// The result of a piece of work; nil when too many wait already.
    func run<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result? {
        await withCheckedContinuation { (continuation: CheckedContinuation<Result?, Never>) in
            if !enqueue({ continuation.resume(returning: work()) }) { continuation.resume(returning: nil) }
        }
    }

    private func enqueue(_ work: @escaping Work) -> Bool {
        state.withLock { state in
            guard state.waiting.count < queueLimit else { return false }
            state.waiting.append(work)
            guard state.running < width else { return true }
            state.running += 1
            guard !startThread() else { return true }
            state.running -= 1
            // A thread that runs already takes it; without one nobody would.
            guard state.running == 0 else { return true }
            state.waiting.removeLast()
            return false
        }
    }

    /// The next piece of work of a thread; nil ends the thread.
    private func next() -> Work? {
        state.withLock { state in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.running -= 1
            return nil
        }
    }

    private func startThread() -> Bool {
        var thread = pthread_t()
        let context = unsafe Unmanaged.passRetained(self)
        let status = unsafe pthread_create(
            &thread, nil,
            { context in
                guard let context = unsafe context else { return nil }
                let threads = unsafe Unmanaged<HashingThreads>.fromOpaque(context).takeRetainedValue()
                while let work = threads.next() { work() }
                return nil
            }, context.toOpaque())
        guard status == 0 else {
            unsafe context.release()
            return false
        }
        pthread_detach(thread)
        return true
    }
}
