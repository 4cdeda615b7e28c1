internal import ProxyModel

extension Operation {
    static let checkConfiguration = Operation(
        "config.check", .get, "/api/v1/config/check", .admin, "Look over the whole configuration.",
        answer: .object(
            "ConfigurationCheck",
            ["valid": JSONSchema.flag, "errors": JSONSchema.objects, "warnings": JSONSchema.objects])
    ) { (call) throws(Problem) in
        let snapshot = try call.snapshot()
        let check = ConfigurationCheck(snapshot, call.environment)
        return .object(
            [
                "valid": .bool(check.errors.isEmpty), "errors": .array(check.errors.map(\.json)),
                "warnings": .array(check.warnings.map(\.json)),
            ], revision: snapshot.revision)
    }
}
