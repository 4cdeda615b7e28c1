internal import ProxyModel

/// The users that a list is about.
enum SeenUsers {
    /// The one that the query names, or all that are known of.
    static func subjects(_ call: OperationCall) async throws(Problem) -> [String] {
        if let user = call.query.text("user"), !user.isEmpty { return [SubjectText.subject(user)] }
        let own = try call.snapshot().users.keys.map { SubjectText.subject($0) }
        return Set(own).union(try await call.authorizationServer().seen().subjects).sorted()
    }
}
