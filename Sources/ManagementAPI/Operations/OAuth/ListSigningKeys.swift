internal import ProxyModel

extension Operation {
    static let listSigningKeys = Operation(
        "oauth.key.list", .get, "/api/v1/oauth/keys", .admin, "List the keys that access tokens are signed with.",
        answer: .list(
            "keys", SigningKey.schema, columns: ["kid", "algorithm", "created_at", "active_from", "retires_at"])
    ) { (call) throws(Problem) in
        let snapshot = try call.snapshot()
        let keys = snapshot.signingKeys.values.map(\.value).sorted { ($1.activeFrom, $0.kid) < ($0.activeFrom, $1.kid) }
        return .list(
            keys.map { SigningKey.schema.encode($0, form: .request) }, revision: snapshot.revision)
    }
}
