internal import ProxyModel

/// A personal API key to be made.
struct NewAPIKey: Sendable {
    var user = ""
    var label = ""
    var scopes: [String] = []
    var expiresAt: Int64?

    static let schema = ObjectSchema<NewAPIKey>(
        "NewAPIKey", blank: { NewAPIKey() },
        fields: [
            Field("user", .required, \.user, .userName, "Name of the account."),
            Field("label", .required, \.label, .line(1...128), "What the key is for."),
            Field("scopes", \.scopes, .scopes, default: [], "What it allows."),
            Field("expires_at", \.expiresAt, .optional(.timestamp), default: nil, "When it ends; null = never."),
        ])
}
