internal import ArgumentParser
internal import ProxyModel

/// The fields of a proxy that creating and updating it share.
struct ProxyFields: ParsableArguments {
    @Option(help: "Certificate to use instead of any that covers the host.")
    var certName: String?

    @Option(help: "Whether plain HTTP is served.")
    var enableHttp: Bool?

    @Option(help: "Whether HTTPS is served.")
    var enableHttps: Bool?

    @Option(help: "When plain HTTP is redirected: auto, always or never.")
    var httpsRedirect: String?

    @Option(help: "Whether the upstream sees the client's Host.")
    var preserveHost: Bool?

    @Option(help: "Header fields set towards the upstream, as a JSON object.")
    var customHeaders: String?

    @Option(help: "Header fields set on every answer, as a JSON object.")
    var customResponseHeaders: String?

    @OptionGroup var others: BodyFields

    /// Adds what was named to a body; throws `CommandFailure`.
    func add(to body: inout JSONObject) throws(CommandFailure) {
        if let certName { body["cert_name"] = .string(certName) }
        if let enableHttp { body["enable_http"] = .bool(enableHttp) }
        if let enableHttps { body["enable_https"] = .bool(enableHttps) }
        if let httpsRedirect { body["https_redirect"] = .string(httpsRedirect) }
        if let preserveHost { body["preserve_host_header"] = .bool(preserveHost) }
        if let customHeaders { body["custom_headers"] = try Self.object(customHeaders, "--custom-headers") }
        if let customResponseHeaders {
            body["custom_response_headers"] = try Self.object(customResponseHeaders, "--custom-response-headers")
        }
        try others.add(to: &body)
    }

    private static func object(_ text: String, _ option: String) throws(CommandFailure) -> JSONValue {
        guard let json = try? JSONValue(parsing: Array(text.utf8)), json.objectValue != nil else {
            throw CommandFailure(
                .usage, "proxyd: \(option): '\(text)' is not a JSON object such as {\"X-Name\": \"value\"}")
        }
        return json
    }
}
