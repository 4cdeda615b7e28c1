internal import Synchronization

/// Does one thing after another, in the order in which they were asked for.
final class OneAtATime: Sendable {
    private let last = Mutex<Task<Void, Never>?>(nil)

    /// Does something when all that was asked for before is done; it is done also when the caller is cancelled.
    func perform(
        _ body: @escaping @Sendable () async throws(EngineFailure) -> Void
    ) async throws(EngineFailure) {
        let task = last.withLock { last in
            let task = Task { [previous = last] in
                await previous?.value
                do throws(EngineFailure) {
                    try await body()
                    return Result<Void, EngineFailure>.success(())
                } catch {
                    return .failure(error)
                }
            }
            last = Task { _ = await task.value }
            return task
        }
        try await task.value.get()
    }
}
