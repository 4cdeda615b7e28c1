internal import ProxyModel

extension Operation {
    static let createIssuer = Operation(
        "cert.issuer.create", .post, "/api/v1/issuers", .admin,
        "Make an authority known that certificates can be asked from.", document: IssuerRecord.body.creation,
        answer: IssuerRecord.answer(status: 201)
    ) { (json, call) throws(Problem) in
        var (issuer, key) = try IssuerRecord.body.decode(json, call)
        try IssuerRecord.check(issuer, key: key)
        issuer.createdAt = call.now
        issuer.updatedAt = call.now
        let created = issuer
        let (_, revision) = try await call.environment.editor.edit { draft throws(Problem) in
            guard draft.snapshot.certificateIssuers[created.name] == nil else {
                throw Problem(.conflict, "there is an issuer '\(created.name)' already")
            }
            draft.put(.certificateIssuer(created))
        }
        return .object(
            IssuerRecord.json(created), revision: revision, location: "/api/v1/issuers/" + created.name)
    }
}
