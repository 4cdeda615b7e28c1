internal import ProxyModel

extension Operation {
    static let pruneClients = Operation(
        "oauth.client.prune", .post, "/api/v1/oauth/clients/prune", .admin,
        "Forget registrations that were disabled long ago, which stay refused, and metadata that nobody uses.",
        parameters: [
            .number("days", in: pruningDays, default: defaultPruningDays, "How long ago they were disabled, at least."),
            .flag("dry_run", "Only tell what would be forgotten."),
        ],
        answer: .object(
            "PrunedClients",
            ["dry_run": JSONSchema.flag, "disabled": JSONSchema.texts, "unused": JSONSchema.integer])
    ) { (call) throws(Problem) in
        let isDryRun = try call.query.flag("dry_run")
        let days = try call.query.number("days", in: pruningDays, default: defaultPruningDays)
        let pruned = try await call.authorizationServer()
            .pruneClients(disabledFor: Int64(days) * 86_400_000, isDryRun: isDryRun)
        return .object([
            "dry_run": .bool(isDryRun), "disabled": .texts(pruned.disabled), "unused": .integer(Int64(pruned.unused)),
        ])
    }

    private static let pruningDays = 0...3_650
    private static let defaultPruningDays = 90
}
