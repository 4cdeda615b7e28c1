package import Egress
internal import ProxyModel

/// Whether the CAA records of a name, or of the next name above it that has some, allow the authority (RFC 8659 §3).
package struct CAACheck: Sendable {
    private let client: DNSClient

    /// Makes a check that asks the client's servers.
    package init(client: DNSClient) { self.client = client }

    /// What is wrong for one name of a request; nil when nothing is.
    package func finding(_ name: String, _ request: PreflightRequest) async -> PreflightFinding? {
        let isWildcard = name.hasPrefix("*.")
        let host = isWildcard ? String(name.dropFirst(2)) : name
        // Addresses have no CAA records (RFC 8738 §5).
        guard AddressBlock(host) == nil else { return nil }
        let applicant = CAAPolicy.Applicant(
            domains: request.authorityDomains, accountURL: request.accountURL, challengeType: request.challengeType,
            isWildcard: isWildcard)
        do throws(DNSFailure) {
            guard let (owner, policy) = try await policy(of: host), let refusal = policy.refusal(for: applicant) else {
                return nil
            }
            return PreflightFinding(.caa, name, .blocking, Self.words(name, owner, refusal, request))
        } catch {
            // An authority must not issue when it cannot look (RFC 8659 §6.1 by way of the Baseline Requirements 3.2.2.8).
            let isBroken = error.code == .serverFailure
            return PreflightFinding(
                .caa, name, isBroken ? .blocking : .warning,
                "The CAA records of '\(name)' cannot be looked up (\(error.code.rawValue))"
                    + (isBroken ? ", so the authority will refuse. Repair the zone." : " from here."))
        }
    }

    /// The records that count, and whose they are.
    private func policy(of host: String) async throws(DNSFailure) -> (owner: String, policy: CAAPolicy)? {
        var name = DNSName.canonical(host) ?? ""
        while !name.isEmpty {
            let properties = try await client.query(name, .caa).records.compactMap { record in
                if case .caa(let isCritical, let tag, let value) = record.content {
                    CAAPolicy.Property(isCritical: isCritical, tag: tag, value: value)
                } else {
                    nil
                }
            }
            if !properties.isEmpty { return (name, CAAPolicy(properties: properties)) }
            name = DNSName.parent(name) ?? ""
        }
        return nil
    }

    private static func words(
        _ name: String, _ owner: String, _ refusal: CAAPolicy.Refusal, _ request: PreflightRequest
    ) -> String {
        let authority = request.authorityDomains.first ?? "the authority"
        let start = "The CAA records of '\(owner)' do not allow a certificate for '\(name)': "
        switch refusal {
        case .unknownCritical(let tag): return start + "they have the critical property '\(tag)', which nobody knows."
        case .nobody: return start + "nobody may issue one. Add a record for \(authority)."
        case .others(let domains):
            return start + "only \(domains.joined(separator: ", ")) may issue one. Add a record for \(authority)."
        case .account: return start + "\(authority) may issue one, but not for this account (accounturi)."
        case .method(let methods):
            return start + "\(authority) may issue one by \(methods.joined(separator: ", ")), not by "
                + "\(request.challengeType) (validationmethods)."
        }
    }
}
