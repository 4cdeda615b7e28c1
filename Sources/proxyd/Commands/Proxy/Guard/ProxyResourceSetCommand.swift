internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd proxy resource set`.
struct ProxyResourceSetCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Announce a path of a host as a protected resource.")

    @Argument(help: "Host name of the proxy.")
    var hostname: String

    @Argument(help: "Path of the resource; /mcp if none is given.")
    var endpoint: String?

    @Argument(help: "Scopes that are announced, with commas.")
    var scopes: String?

    @Argument(help: "true if the resource keeps sessions.")
    var stateful: String?

    @Argument(help: "true replaces the metadata of the backend.")
    var overrideBackend: String?

    @Argument(help: "How tokens may be sent, with commas.")
    var bearerMethods: String?

    @Argument(help: "Path of the documentation.")
    var documentationSuffix: String?

    @Argument(help: "A JSON object that is announced.")
    var serverInfo: String?

    @Argument(help: "A JSON object whose members are added.")
    var customMetadata: String?

    @OptionGroup var others: BodyFields

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        var body = JSONObject()
        if let endpoint { body.append("endpoint", .string(endpoint)) }
        if let scopes { body.append("scopes", .list(scopes)) }
        if let stateful { body.append("stateful", .bool(try Choice.parse(stateful, default: false, for: "stateful"))) }
        if let overrideBackend {
            body.append(
                "override_backend", .bool(try Choice.parse(overrideBackend, default: false, for: "override-backend")))
        }
        if let bearerMethods { body.append("bearer_methods", .list(bearerMethods)) }
        if let documentationSuffix { body.append("documentation_suffix", .string(documentationSuffix)) }
        if let serverInfo { body.append("server_info", try .object(serverInfo, for: "server-info")) }
        if let customMetadata { body.append("custom_metadata", try .object(customMetadata, for: "custom-metadata")) }
        try others.add(to: &body)
        return ManagementCall("proxy.resource.set", hostname, body: .object(body))
    }
}
