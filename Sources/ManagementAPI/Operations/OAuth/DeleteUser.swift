internal import ProxyModel

extension Operation {
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
