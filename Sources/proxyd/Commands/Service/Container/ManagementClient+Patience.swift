internal import ManagementAPI

extension ManagementClient {
    /// How long a call is silent.
    private static var silence: Duration { .seconds(2) }

    /// Makes a call that may take long, and says so on standard error after a moment.
    func send(_ call: ManagementCall, meanwhile words: String) async throws(ManagementFailure) -> ManagementAnswer {
        let notice = Task {
            guard (try? await Task.sleep(for: Self.silence)) != nil else { return }
            StandardError.write(words)
        }
        defer { notice.cancel() }
        return try await send(call)
    }
}
