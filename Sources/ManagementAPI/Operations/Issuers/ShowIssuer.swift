internal import ProxyModel

extension Operation {
    static let showIssuer = Operation(
        "cert.issuer.show", .get, "/api/v1/issuers/{name}", .admin, "Show an authority; its key is never shown.",
        parameters: [IssuerRecord.name], answer: IssuerRecord.answer()
    ) { (call) throws(Problem) in
        let stored = try IssuerRecord.find(call.path("name"), in: try call.snapshot())
        return .object(IssuerRecord.json(stored.value), revision: stored.revision)
    }
}
