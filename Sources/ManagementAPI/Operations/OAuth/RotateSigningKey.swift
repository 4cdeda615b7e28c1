internal import ProxyModel

extension Operation {
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
