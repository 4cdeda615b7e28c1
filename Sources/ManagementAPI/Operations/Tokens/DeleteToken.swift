internal import DockerControl
internal import ProxyModel

extension Operation {
    static let deleteToken = Operation(
        "token.delete", .delete, "/api/v1/tokens/{name}", .admin,
        "Delete a token; with cascade also everything that it owns.",
        parameters: [.path("name", "Name of the token."), .flag("cascade", "Delete what the token owns, too.")],
        answer: .object("DeletedToken", ["message": JSONSchema.text, "deleted": JSONSchema.object])
    ) { (call) throws(Problem) in
        let name = call.path("name")
        let cascade = try call.query.flag("cascade")
        let precondition = try RecordPrecondition(call)
        let (owned, _) = try await call.environment.editor.edit { draft throws(Problem) in
            let token = try draft.snapshot.token(name)
            try precondition.check(token.revision)
            let owned = OwnedRecords(of: name, in: draft.snapshot)
            guard cascade || owned.isEmpty else {
                throw Problem(
                    .conflict, "the token owns what 'owns' lists; delete that first, or repeat with cascade=true",
                    members: ["owns": .object(owned.json)])
            }
            owned.delete(in: &draft, now: call.now)
            draft.delete(.tokens, name)
            return owned
        }
        if !owned.certificates.isEmpty {
            await call.environment.issuances?.hasten(owned.certificates, now: call.now)
        }
        call.environment.containers.nudge()
        return .object(["message": .string("The token '\(name)' was deleted."), "deleted": .object(owned.json)])
    }
}
