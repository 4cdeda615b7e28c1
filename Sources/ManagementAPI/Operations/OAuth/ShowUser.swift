internal import ProxyModel

extension Operation {
    static let showUser = Operation(
        "oauth.user.show", .get, "/api/v1/oauth/users/{name}", .admin, "Show an account.",
        parameters: [UserView.name], answer: .record(LocalUser.schema)
    ) { (call) throws(Problem) in
        let stored = try UserView.find(call)
        return .object(UserView.json(stored.value), revision: stored.revision)
    }
}
