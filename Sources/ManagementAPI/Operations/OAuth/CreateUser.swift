internal import ProxyModel

extension Operation {
    static let createUser = Operation(
        "oauth.user.create", .post, "/api/v1/oauth/users", .admin, "Make an account that can sign in.",
        takes: NewUser.schema, answer: .record(LocalUser.schema, status: 201)
    ) { (input, call) throws(Problem) in
        let user = try await call.authorizationServer().createUser(input)
        return .object(
            UserView.json(user), revision: try call.snapshot().users[user.name]?.revision,
            location: "/api/v1/oauth/users/" + PercentEncoding.encode(user.name))
    }
}
