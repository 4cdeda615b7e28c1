internal import ProxyModel

/// Fields that the tables know and the data plane does not serve yet: they are refused, never stored and forgotten.
enum UnhonouredFields {
    /// Beginnings of names of a proxy's fields.
    static let ofProxies = ["health_check", "rate_limit"]

    /// The issues of a proxy that uses such a field; a field at its default is in no use.
    static func issues(of proxy: ProxyTarget) -> [SchemaIssue] {
        ProxyTarget.schema.fieldsInUse(by: proxy)
            .filter { name in ofProxies.contains { name.hasPrefix($0) } }
            .map { SchemaIssue(detail: "is not served by this version").nested(under: $0) }
    }
}
