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

    static let rotateSigningKey = Operation(
        "oauth.key.rotate", .post, "/api/v1/oauth/keys/rotate", .admin,
        "Let new keys take over; tokens signed before stay valid until they expire.",
        parameters: [
            .flag("compromised", "The old keys are known to others: they count no more, which ends every token.")
        ],
        answer: .object("RotatedKey", ["message": JSONSchema.text])
    ) { (call) throws(Problem) in
        let isCompromised = try call.query.flag("compromised")
        try await call.authorizationServer().rotateKeys(isCompromised: isCompromised)
        return .object([
            "message": isCompromised
                ? "New keys sign from now on, and every token has ended."
                : "New keys are published, and sign as soon as everybody can know them: in a quarter of an hour."
        ])
    }
}
