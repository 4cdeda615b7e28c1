internal import ProxyModel

extension Operation {
    static let updateUser = Operation(
        "oauth.user.update", .put, "/api/v1/oauth/users/{name}", .admin,
        "Change an account; what is not given stays.", parameters: [UserView.name], changes: UserChange.schema,
        answer: .record(LocalUser.schema)
    ) { (patch, call) throws(Problem) in
        let stored = try UserView.find(call)
        try RecordPrecondition(call).check(stored.revision)
        var change = UserChange()
        try patch.apply(to: &change)
        try await call.authorizationServer().changeUser(stored.value.name, change)
        let changed = try UserView.find(call)
        return .object(UserView.json(changed.value), revision: changed.revision)
    }
}
