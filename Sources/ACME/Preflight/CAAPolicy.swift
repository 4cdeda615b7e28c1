/// The CAA records of a name, as far as they decide who may issue (RFC 8659 §4, RFC 8657).
struct CAAPolicy: Sendable {
    /// One record.
    struct Property: Sendable, Equatable {
        let isCritical: Bool
        let tag: String
        let value: String
    }

    /// What is known of the one who wants to issue.
    struct Applicant: Sendable {
        let domains: [String]
        let accountURL: String?
        let challengeType: String
        let isWildcard: Bool
    }

    /// Why issuing is not allowed.
    enum Refusal: Sendable, Equatable {
        /// A record that must be understood is not.
        case unknownCritical(String)
        /// Nobody may issue.
        case nobody
        /// Others may, these.
        case others([String])
        /// The authority may, but not for this account.
        case account
        /// The authority may, but not by this challenge; these it may use.
        case method([String])
    }

    private static let known: Set<String> = [
        "issue", "issuewild", "iodef", "issuemail", "issuevmc", "contactemail", "contactphone",
    ]

    let properties: [Property]

    /// nil = issuing is allowed, as far as can be told.
    func refusal(for applicant: Applicant) -> Refusal? {
        if let unknown = properties.first(where: { $0.isCritical && !Self.known.contains($0.tag) }) {
            return .unknownCritical(unknown.tag)
        }
        let wild = properties.filter { $0.tag == "issuewild" }
        let relevant = applicant.isWildcard && !wild.isEmpty ? wild : properties.filter { $0.tag == "issue" }
        guard !relevant.isEmpty else { return nil }
        let grants = relevant.map { Grant($0.value) }
        let named = grants.compactMap(\.domain)
        guard !named.isEmpty else { return .nobody }
        // Without the names of the authority nothing more can be said.
        guard !applicant.domains.isEmpty else { return nil }
        let own = grants.filter { $0.domain.map(applicant.domains.map { $0.lowercased() }.contains) ?? false }
        guard !own.isEmpty else { return .others(named) }
        let forAccount = own.filter { grant in
            guard let account = grant.parameters["accounturi"], let ours = applicant.accountURL else { return true }
            return account == ours
        }
        guard !forAccount.isEmpty else { return .account }
        let methods = forAccount.map { $0.parameters["validationmethods"]?.split(separator: ",").map(String.init) }
        let isAllowed = methods.contains { $0?.contains(applicant.challengeType) ?? true }
        return isAllowed ? nil : .method(methods.compactMap { $0 }.flatMap { $0 })
    }

    /// The value of `issue` or `issuewild`: a domain and parameters (RFC 8659 §4.2).
    private struct Grant {
        /// nil = nobody.
        let domain: String?
        let parameters: [String: String]

        init(_ value: String) {
            let parts = value.split(separator: ";", omittingEmptySubsequences: false).map(Self.trimmed)
            let name = parts.first.map { $0.lowercased() } ?? ""
            domain = name.isEmpty ? nil : name
            var parameters: [String: String] = [:]
            for part in parts.dropFirst() {
                guard let equals = part.firstIndex(of: "=") else { continue }
                let key = Self.trimmed(part[..<equals]).lowercased()
                parameters[key] = String(Self.trimmed(part[part.index(after: equals)...]))
            }
            self.parameters = parameters
        }

        private static func trimmed(_ text: Substring) -> Substring {
            let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
            var text = text.drop(while: isBlank)
            while let last = text.last, isBlank(last) { text.removeLast() }
            return text
        }
    }
}
