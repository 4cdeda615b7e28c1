internal import Glibc
internal import RedisStore

/// The time until a server that was started answers.
enum Startup {
    /// Waits until a probe succeeds; false when the process ends before, or after a minute.
    static func isOver(_ process: ServerProcess, _ probe: () async throws -> Void) async -> Bool {
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            if (try? await probe()) != nil { return true }
            guard ContinuousClock.now < deadline, kill(process.pid, 0) == 0,
                (try? await Task.sleep(for: .milliseconds(20))) != nil
            else { return false }
        }
    }
}
