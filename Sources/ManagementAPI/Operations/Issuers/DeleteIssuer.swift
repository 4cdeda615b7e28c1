internal import ProxyModel

extension Operation {
    static let deleteIssuer = Operation(
        "cert.issuer.delete", .delete, "/api/v1/issuers/{name}", .admin,
        "Forget an authority that no certificate is asked from.", parameters: [IssuerRecord.name],
        answer: .object("DeletedIssuer", ["message": JSONSchema.text])
    ) { (call) throws(Problem) in
        let name = call.path("name")
        let precondition = try RecordPrecondition(call)
        _ = try await call.environment.editor.edit { draft throws(Problem) in
            try precondition.check(try IssuerRecord.find(name, in: draft.snapshot).revision)
            let users = draft.snapshot.certificateIntents.values.map(\.value).filter { $0.issuers.contains(name) }
            guard users.isEmpty else {
                throw Problem(
                    .conflict, "certificates are asked from the issuer",
                    members: ["certificates": .texts(users.map(\.name).sorted())])
            }
            draft.delete(.certificateIssuers, name)
        }
        return .object(["message": .string("The issuer '\(name)' was deleted.")])
    }
}
