internal import ProxyModel

/// The request that another proxy asks about, as Traefik, Caddy and nginx tell of it.
struct ForwardedRequest: Equatable {
    /// In lower case, without port.
    let host: String
    /// Path and query; empty when it is not told.
    let target: String
    let method: String
    /// The proxy passes on whatever the answer is, also a redirect; one that tells of the request in `X-Original-*`, as
    /// nginx does, takes 401 and 403 alone.
    let takesRedirects: Bool
    /// The page that a browser shows is asked for, and not something that a page loads.
    let isNavigation: Bool
    /// A browser asks before it sends credentials (Fetch, CORS-preflight request).
    let isPreflight: Bool

    /// Reads `X-Forwarded-Host`, `-Uri` and `-Method`, or `X-Original-URL`, `-URI` and `-Method`; without a host it is the
    /// request itself that is asked about.
    init(_ request: OAuthRequest) {
        let original = request.field("x-original-url")
        let address = original.flatMap { $0.firstRange(of: "://") }.flatMap { scheme in
            original.map { $0[scheme.upperBound...] }
        }
        let forwarded = request.field("x-forwarded-uri")
        let told = forwarded ?? request.field("x-original-uri")
        let authority =
            request.field("x-forwarded-host") ?? address.map { String($0.prefix { $0 != "/" && $0 != "?" }) }
        host = PublicOrigins.host(authority: authority ?? request.local.authority)
        target = told ?? address.map { String($0.drop { $0 != "/" }) } ?? ""
        method =
            request.field("x-forwarded-method") ?? request.field("x-original-method") ?? request.local.method
        takesRedirects = forwarded != nil || (told == nil && original == nil)
        let mode = request.field("sec-fetch-mode")
        let isPage = mode.map { $0 == "navigate" } ?? request.fields("accept").contains { $0.contains("text/html") }
        isNavigation = method == "GET" && isPage
        isPreflight =
            method == "OPTIONS" && !request.fields("origin").isEmpty
            && !request.fields("access-control-request-method").isEmpty
    }

    /// Without the query.
    var path: String { String(target.prefix { $0 != "?" }) }

    /// Where a browser is sent back to after it signed in.
    var returnPath: String { ReturnPath(target)?.text ?? "/" }

    /// Whether a guard lets the request pass, whoever asks: metadata of sign-ins, challenges of certificate authorities,
    /// and the paths that the configuration excludes.
    func isOpen(by rules: [String]) -> Bool {
        Self.metadata.contains { path == $0 || (path.hasPrefix($0 + "/") && isPlain(path.dropFirst($0.count))) }
            || isCertificateChallenge || isExcluded(by: rules)
    }

    private static let metadata = [
        "/.well-known/oauth-protected-resource", "/.well-known/oauth-authorization-server",
        "/.well-known/openid-configuration",
    ]

    /// Only a token may follow (RFC 8555 §8.3): nothing that a backend could take for another path.
    private var isCertificateChallenge: Bool {
        let prefix = "/.well-known/acme-challenge/"
        guard path.hasPrefix(prefix), path.utf8.count > prefix.utf8.count else { return false }
        return path.dropFirst(prefix.count).allSatisfy {
            $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_")
        }
    }

    /// Whether the path is one of the rules: `/a` stands for itself and what is below, `/a/` for what is below, `/a*` for
    /// all that begins so.
    ///
    /// A path with escapes, parameters or empty segments passes only as the very rule: backends differ in what they make
    /// of those.
    private func isExcluded(by rules: [String]) -> Bool {
        rules.contains { rule in
            let isOpen = rule.hasSuffix("*")
            let prefix = isOpen ? rule.dropLast() : rule[...]
            guard !prefix.isEmpty, path.hasPrefix(prefix) else { return false }
            let rest = path.dropFirst(prefix.count)
            if rest.isEmpty { return true }
            guard isOpen || prefix.hasSuffix("/") || rest.hasPrefix("/") else { return false }
            return isPlain(rest)
        }
    }

    private func isPlain(_ rest: Substring) -> Bool {
        rest.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"%;\\".utf8.contains($0) }
            && !path.contains("//") && !path.contains("/../") && !path.hasSuffix("/..")
    }
}
