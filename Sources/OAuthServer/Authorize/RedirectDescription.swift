/// Where an answer goes, as a user is told of it.
package struct RedirectDescription: Sendable, Equatable {
    /// What kind of place it is.
    package enum Kind: Sendable, Equatable {
        /// A web site, which the host names.
        case site
        /// Any program on the user's own machine that listens there.
        case loopback
        /// Any program on the user's own device that took the scheme.
        case privateScheme
        /// A page that shows the code.
        case outOfBand
    }

    /// Who can take an answer that goes there.
    package let kind: Kind
    /// The host with its port, or the scheme with its colon; empty for a page that shows the code.
    package let place: String

    /// Describes a redirect URI that passed the checks.
    package init(_ uri: String) {
        if uri == RedirectURI.outOfBand {
            kind = .outOfBand
            place = ""
        } else if uri.hasPrefix("https://") || uri.hasPrefix("http://") {
            kind = RedirectURI.isLoopback(uri) ? .loopback : .site
            place = String(
                uri.drop { $0 != "/" }.dropFirst(2).prefix { $0 != "/" && $0 != "?" })
        } else {
            kind = .privateScheme
            place = String(uri.prefix { $0 != ":" }) + ":"
        }
    }

    /// Whether no other program can take the answer: then consent given before may count.
    package var isAssured: Bool { kind == .site }

    /// Sources of `form-action` for pages whose form may lead there: browsers apply it to every redirect that follows.
    ///
    /// Web sites often send the browser on to another one, so all of HTTPS is allowed; an IPv6 literal cannot be
    /// written as a source (CSP Level 3 §2.3.1), so its scheme stands for it.
    package var formOrigins: [String] {
        switch kind {
        case .outOfBand: []
        case .site: ["https:"]
        case .loopback: ["https:", place.hasPrefix("[") ? "http:" : "http://" + place]
        case .privateScheme: ["https:", place]
        }
    }
}
