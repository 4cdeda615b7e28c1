internal import ProxyModel

extension Operation {
    static let updateIssuer = Operation(
        "cert.issuer.update", .put, "/api/v1/issuers/{name}", .admin,
        "Change an authority; what is not given stays.", parameters: [IssuerRecord.name],
        document: IssuerRecord.body.update, answer: IssuerRecord.answer()
    ) { (json, call) throws(Problem) in
        let precondition = try RecordPrecondition(call)
        let (issuer, revision) = try await call.environment.editor.edit { draft throws(Problem) in
            let stored = try IssuerRecord.find(call.path("name"), in: draft.snapshot)
            try precondition.check(stored.revision)
            var issuer = stored.value
            let key = try IssuerRecord.body.apply(json, to: &issuer, call)
            guard issuer.name == stored.value.name else {
                throw Problem(SchemaProblem([SchemaIssue(pointer: "/name", detail: "cannot be changed")]))
            }
            try IssuerRecord.check(issuer, key: key)
            issuer.updatedAt = call.now
            draft.put(.certificateIssuer(issuer))
            return issuer
        }
        return .object(IssuerRecord.json(issuer), revision: revision)
    }
}
