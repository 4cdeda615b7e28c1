internal import ProxyModel

extension Operation {
    static let createUser = Operation(
        "oauth.user.create", .post, "/api/v1/oauth/users", .admin, "Make an account that can sign in.",
        takes: NewUser.schema, answer: .record(LocalUser.schema, status: 201)
    ) { (input, call) throws(Problem) in
        let user = try await call.authorizationServer().createUser(input)
        return .object(
            UserView.json(user), revision: try call.snapshot().users[user.name]?.revision,
            location: "/api/v1/oauth/users/" + PercentEncoding.encodeSegment(user.name))
    }

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

    static let showUser = Operation(
        "oauth.user.show", .get, "/api/v1/oauth/users/{name}", .admin, "Show an account.",
        parameters: [UserView.name], answer: .record(LocalUser.schema)
    ) { (call) throws(Problem) in
        let stored = try UserView.find(call)
        return .object(UserView.json(stored.value), revision: stored.revision)
    }

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

    static let deleteUser = Operation(
        "oauth.user.delete", .delete, "/api/v1/oauth/users/{name}", .admin,
        "Delete an account, and end its sessions and tokens.", parameters: [UserView.name],
        answer: .object("DeletedUser", ["message": JSONSchema.text])
    ) { (call) throws(Problem) in
        let stored = try UserView.find(call)
        try RecordPrecondition(call).check(stored.revision)
        try await call.authorizationServer().deleteUser(stored.value.name)
        return .object(["message": .string("The user '\(stored.value.name)' was deleted.")])
    }
}

/// How accounts are found and shown.
enum UserView {
    static let name = OperationParameter.path("name", "Name of the account.")

    static func json(_ user: LocalUser) -> JSONObject { LocalUser.schema.encode(user, form: .request) }

    static func find(_ call: OperationCall) throws(Problem) -> Stored<LocalUser> {
        let name = call.path("name").lowercased()
        guard let stored = try call.snapshot().users[name] else {
            throw Problem(.notFound, "there is no user '\(name)'")
        }
        return stored
    }
}
