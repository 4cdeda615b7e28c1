package import ProxyModel

/// What an authority says went wrong (RFC 8555 §6.7, RFC 7807).
package struct ACMEProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// What went wrong with one of several identifiers (RFC 8555 §6.7.1).
    package struct Subproblem: Sendable, Equatable {
        /// nil when the authority names none, or one that is no name.
        package let identifier: ACMEIdentifier?
        /// As of the whole problem.
        package let type: String
        /// As of the whole problem.
        package let detail: String

        /// Makes a part of a problem.
        package init(identifier: ACMEIdentifier?, type: String, detail: String) {
            self.identifier = identifier
            self.type = type
            self.detail = detail
        }
    }

    /// The errors of RFC 8555 §6.7, RFC 9773 §7.4 and of profiles that a client treats in their own way.
    package enum Kind: String, Sendable, CaseIterable {
        case accountDoesNotExist, alreadyReplaced, alreadyRevoked, badCSR, badNonce, badPublicKey
        case badRevocationReason, badSignatureAlgorithm, caa, compound, connection, dns, externalAccountRequired
        case incorrectResponse, invalidContact, invalidProfile, malformed, orderNotReady, rateLimited
        case rejectedIdentifier, serverInternal, tls, unauthorized, unsupportedContact, unsupportedIdentifier
        case userActionRequired
    }

    private static let prefix = "urn:ietf:params:acme:error:"
    private static let maximumSubproblems = 100

    /// A URI, `about:blank` when the answer is no problem document.
    package let type: String
    /// Words for people, free of control characters; may be empty.
    package let detail: String
    /// The HTTP status; 0 for a problem inside another document.
    package let status: Int
    /// One for each identifier, as many as the authority names, at most 100.
    package let subproblems: [Subproblem]
    /// A page where an operator finds what to do, as for `userActionRequired`; nil = none.
    package let instance: String?
    /// Milliseconds that the authority asks to wait; nil = it does not say.
    package let retryAfter: Int64?

    /// Makes a problem.
    package init(
        type: String, detail: String, status: Int, subproblems: [Subproblem] = [], instance: String? = nil,
        retryAfter: Int64? = nil
    ) {
        self.type = type
        self.detail = detail
        self.status = status
        self.subproblems = subproblems
        self.instance = instance
        self.retryAfter = retryAfter
    }

    /// Makes a problem of a known kind.
    package init(_ kind: Kind, detail: String, status: Int = 0, retryAfter: Int64? = nil) {
        self.init(type: Self.prefix + kind.rawValue, detail: detail, status: status, retryAfter: retryAfter)
    }

    /// Reads a problem document; what it lacks or has of another type is left empty.
    package init(json: JSONValue, status: Int = 0, retryAfter: Int64? = nil) {
        let parts = json["subproblems"]?.arrayValue ?? []
        self.init(
            type: DisplayableText.line(json["type"]?.stringValue) ?? "about:blank",
            detail: DisplayableText.line(json["detail"]?.stringValue) ?? "",
            status: status,
            subproblems: parts.prefix(Self.maximumSubproblems).map { part in
                Subproblem(
                    identifier: try? ACMEIdentifier(json: part["identifier"]),
                    type: DisplayableText.line(part["type"]?.stringValue) ?? "about:blank",
                    detail: DisplayableText.line(part["detail"]?.stringValue) ?? "")
            },
            instance: DisplayableText.line(json["instance"]?.stringValue), retryAfter: retryAfter)
    }

    /// The kind of error; nil for types of others.
    package var kind: Kind? {
        type.hasPrefix(Self.prefix) ? Kind(rawValue: String(type.dropFirst(Self.prefix.count))) : nil
    }

    /// Whether the same request with another nonce may succeed.
    package var isBadNonce: Bool { kind == .badNonce }
    /// Whether a limit of the authority was reached, or its server has no room (429, 503).
    package var isRateLimited: Bool { kind == .rateLimited || status == 429 || status == 503 }
    /// Whether another order replaces the certificate already (RFC 9773 §5).
    package var isAlreadyReplaced: Bool { kind == .alreadyReplaced }
    /// Whether the account must be bound to one outside the protocol (RFC 8555 §7.3.4).
    package var isExternalAccountRequired: Bool { kind == .externalAccountRequired }
    /// Whether nothing but the passing of time helps: the authority's own trouble.
    package var isTemporary: Bool { isRateLimited || isBadNonce || kind == .serverInternal || status >= 500 }

    /// The kind, the words, and what the authority says of each identifier.
    package var description: String {
        let name = kind?.rawValue ?? (type == "about:blank" ? "the authority answered HTTP \(status)" : type)
        let head = detail.isEmpty ? name : "\(name): \(detail)"
        let parts = subproblems.map { "\($0.identifier?.value ?? "?"): \($0.detail)" }
        return parts.isEmpty ? head : head + " (" + parts.joined(separator: "; ") + ")"
    }
}
