internal import ProxyModel

/// A protected resource to be announced.
struct ResourceRequest: Sendable {
    var uri = ""
    var name: String?
    var scopes: [String]?

    static let schema = ObjectSchema<ResourceRequest>(
        "ProtectedResource", blank: { ResourceRequest() },
        fields: [
            Field("uri", .required, \.uri, .line(1...2048), "Its address, https://host/path."),
            Field("name", \.name, .optional(.line(1...256)), default: nil, "What clients show for it."),
            Field("scopes", \.scopes, .optional(.scopes), default: nil, "Scopes that are announced."),
        ])

    func apply(to proxy: inout ProxyTarget) throws(Problem) {
        if let scopes { proxy.resourceConfig.scopes = scopes }
        guard let name else { return }
        let text = proxy.resourceConfig.customMetadata ?? "{}"
        var custom = (try? JSONValue(parsing: Array(text.utf8)))?.objectValue ?? JSONObject()
        custom["resource_name"] = .string(name)
        proxy.resourceConfig.customMetadata = JSONValue.object(custom).compactText
    }
}
