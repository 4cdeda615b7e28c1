internal import ProxyModel

/// How what a proxy announces as a protected resource is shown.
enum ProxyResourceView {
    static let configured: KeyValuePairs<String, JSONValue> = ["configured": JSONSchema.flag]

    static func resource(_ proxy: ProxyTarget) -> JSONObject {
        var object: JSONObject = ["configured": .bool(proxy.resource != nil)]
        for member in ProxySection.resource.json(proxy).members { object.append(member.name, member.value) }
        return object
    }
}
