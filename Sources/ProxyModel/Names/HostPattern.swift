/// What a proxy or a route is bound to: one host, every host one or more labels below a name, or whatever nothing else takes.
///
/// Precedence when a request is matched: exact, then the longest wildcard, then the default.
package enum HostPattern: Sendable, Hashable, CustomStringConvertible {
    case exact(Hostname)
    /// `*.example.com`: the associated name is `example.com`.
    case wildcard(Hostname)
    /// `*`: the host of last resort.
    case any

    package var description: String {
        switch self {
        case .exact(let name): name.text
        case .wildcard(let suffix): "*." + suffix.text
        case .any: "*"
        }
    }

    /// Whether it is `localhost` or lies below it, where no public authority signs (RFC 6761 §6.3).
    package var isLocalhost: Bool {
        switch self {
        case .exact(let name), .wildcard(let name): name.text == "localhost" || name.text.hasSuffix(".localhost")
        case .any: false
        }
    }

    /// Parses `host`, `*.suffix` or `*`; throws `HostnameProblem`.
    package init(_ input: String) throws(HostnameProblem) {
        if input == "*" {
            self = .any
        } else if input.hasPrefix("*.") {
            self = .wildcard(try Hostname(String(input.dropFirst(2))))
        } else if input.utf8.contains(UInt8(ascii: "*")) {
            throw .wildcardNotFirst
        } else {
            self = .exact(try Hostname(input))
        }
    }
}
