internal import ProxyModel

extension Operation {
    static let showVersion = Operation(
        "system.version", .get, "/api/v1/system/version", .token, "Show the versions of program and API.",
        answer: .object(
            "Version",
            ["version": JSONSchema.text, "api_version": JSONSchema.text, "build_date": JSONSchema.text])
    ) { call in
        let settings = call.environment.settings
        return .object([
            "version": .string(settings.version), "api_version": "v1", "build_date": .string(settings.buildDate),
        ])
    }
}
