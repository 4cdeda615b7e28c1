internal import ProxyModel

/// What is to be changed of a protected resource.
struct ResourceChange: Sendable {
    var name: String?
    var scopes: [String]?

    static let schema = ObjectSchema<ResourceChange>(
        "ProtectedResource", blank: { ResourceChange() },
        fields: [
            Field("name", \.name, .optional(.line(1...256)), default: nil, "What clients show for it."),
            Field("scopes", \.scopes, .optional(.scopes), default: nil, "Scopes that are announced."),
        ])
}
