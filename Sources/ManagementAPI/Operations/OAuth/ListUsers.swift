internal import ProxyModel

extension Operation {
    static let listUsers = Operation(
        "oauth.user.list", .get, "/api/v1/oauth/users", .admin, "List the accounts of this server.",
        answer: .list(
            "users", LocalUser.schema,
            columns: ["name", "email", "display_name", "groups", "disabled", "created_at"])
    ) { (call) throws(Problem) in
        let snapshot = try call.snapshot()
        let users = snapshot.users.values.map(\.value).sorted { $0.name < $1.name }
        return .list(count: users.count, revision: snapshot.revision) { users[$0].map { UserView.json($0) } }
    }
}
