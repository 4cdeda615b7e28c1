/// A server that a test starts and ends.
package protocol StartableServer: Sendable {
    /// Starts it and returns when it answers.
    func start() async throws

    /// Ends it, also when it never started.
    func stop() async
}

extension StartableServer {
    /// Runs `body` while the server runs, and ends it afterwards, whatever becomes of `body`.
    package func whileRunning<Value>(_ body: (Self) async throws -> Value) async throws -> Value {
        do {
            try await start()
            let value = try await body(self)
            await stop()
            return value
        } catch {
            await stop()
            throw error
        }
    }
}
