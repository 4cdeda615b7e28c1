internal import Synchronization

/// One call of a service, as far as the data path can end it.
final class LocalCall: Sendable {
    private struct State {
        var isAbandoned = false
        var stream: Task<Void, Never>?
    }

    private let state = Mutex(State())

    /// Nobody wants (more of) the answer.
    ///
    /// A service that has not answered yet goes on: what it has begun to change is not left half done.
    func abandon() {
        let stream = self.state.withLock { state in
            state.isAbandoned = true
            return state.stream.take()
        }
        stream?.cancel()
    }

    /// The answer is a stream, and this task reads it.
    func follow(_ stream: Task<Void, Never>) {
        let isAbandoned = self.state.withLock { state in
            if !state.isAbandoned { state.stream = stream }
            return state.isAbandoned
        }
        if isAbandoned { stream.cancel() }
    }
}
