internal import ProxyModel

/// How browser sessions are found.
enum SessionView {
    static func sessions(_ call: OperationCall) async throws(Problem) -> [UserSession] {
        var sessions: [UserSession] = []
        for subject in try await SeenUsers.subjects(call) {
            sessions += try await call.authorizationServer().sessions(of: subject)
        }
        return sessions.sorted { ($1.lastUsedAt, $0.id) < ($0.lastUsedAt, $1.id) }
    }
}
