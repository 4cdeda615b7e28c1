internal import ProxyModel

/// The request that another proxy asks about, as Traefik, Caddy and nginx tell of it.
struct ForwardedRequest: Equatable {
    /// In lower case, without port.
    let host: String
    /// Without the query; empty when it is not told.
    let path: String
    let method: String

    /// Reads `X-Forwarded-Host`, `-Uri` and `-Method`, or `X-Original-URL`, `-URI` and `-Method`; without a host it is the
    /// request itself that is asked about.
    init(_ request: OAuthRequest) {
        let original = request.field("x-original-url")
        let address = original.flatMap { $0.firstRange(of: "://") }.flatMap { scheme in
            original.map { $0[scheme.upperBound...] }
        }
        let target = request.field("x-forwarded-uri") ?? request.field("x-original-uri")
        let authority =
            request.field("x-forwarded-host") ?? address.map { String($0.prefix { $0 != "/" && $0 != "?" }) }
        host = PublicOrigins.host(authority: authority ?? request.local.authority)
        let full = target ?? address.map { String($0.drop { $0 != "/" }) } ?? ""
        path = String(full.prefix { $0 != "?" })
        method =
            request.field("x-forwarded-method") ?? request.field("x-original-method") ?? request.local.method
    }

    /// Whether the path is one that a guard lets pass: `/a` stands for itself and what is below, `/a/` for what is below,
    /// `/a*` for all that begins so.
    ///
    /// A path with escapes, parameters or empty segments passes only as the very rule: backends differ in what they make
    /// of those.
    func isExcluded(by rules: [String]) -> Bool {
        rules.contains { rule in
            let isOpen = rule.hasSuffix("*")
            let prefix = isOpen ? rule.dropLast() : rule[...]
            guard !prefix.isEmpty, path.hasPrefix(prefix) else { return false }
            let rest = path.dropFirst(prefix.count)
            if rest.isEmpty { return true }
            guard isOpen || prefix.hasSuffix("/") || rest.hasPrefix("/") else { return false }
            let isPlain = rest.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"%;\\".utf8.contains($0) }
            return isPlain && !path.contains("//") && !path.contains("/../") && !path.hasSuffix("/..")
        }
    }
}
