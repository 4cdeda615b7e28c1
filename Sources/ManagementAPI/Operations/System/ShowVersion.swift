internal import ProxyModel

extension Operation {
    static let showVersion = Operation(
        "system.version", .get, "/api/v1/system/version", .token, "Show the versions of program and API.",
        answer: .object(
            "Version",
            ["version": JSONSchema.text, "api_version": JSONSchema.text])
    ) { call in
        .object(["version": .string(call.environment.settings.version), "api_version": "v1"])
    }
}
