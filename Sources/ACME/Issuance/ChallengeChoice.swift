internal import ProxyModel

/// Which of the offered challenges is taken.
enum ChallengeChoice {
    /// The types that may be used for a name, the best first.
    ///
    /// After failures the next one of those that nodes answer has its turn: a port that is closed to one may be open to another.
    static func types(
        _ preference: ChallengePreference, isWildcard: Bool, isAddress: Bool, hasProvider: Bool, failures: Int
    ) -> [ChallengeType] {
        if let type = ChallengeType(rawValue: preference.rawValue) { return [type] }
        if isWildcard { return hasProvider ? [.dns01] : [] }
        var types: [ChallengeType] = failures % 2 == 0 ? [.http01, .tlsALPN01] : [.tlsALPN01, .http01]
        if hasProvider, !isAddress { types.append(.dns01) }
        return types
    }

    /// The challenge to answer for a pending authorization; throws an `IssuanceFailure` in words.
    static func choose(
        _ authorization: ACMEAuthorization, intent: CertificateIntent, account: AccountReference, failures: Int
    ) throws(IssuanceRefusal) -> PendingChallenge {
        let name = (authorization.isWildcard ? "*." : "") + authorization.identifier.value
        var isAddress = false
        if case .ip = authorization.identifier { isAddress = true }
        let types = types(
            intent.challenge, isWildcard: authorization.isWildcard, isAddress: isAddress,
            hasProvider: intent.dnsProvider != nil, failures: failures)
        guard !types.isEmpty else {
            throw IssuanceRefusal(
                IssuanceFailure(
                    .configuration, "'\(name)' takes the challenge dns-01: name a dns provider", names: [name]))
        }
        for type in types {
            guard let offered = authorization.challenges.first(where: { $0.type == type.rawValue }) else { continue }
            guard type == .dnsPersist01 || offered.token != nil else { continue }
            return PendingChallenge(
                type: type, identifier: authorization.identifier.value, isWildcard: authorization.isWildcard,
                token: offered.token ?? "",
                keyAuthorization: offered.token.map { account.key.keyAuthorization(token: $0) } ?? "",
                url: offered.url, authorizationURL: authorization.url,
                provider: type.isAnsweredByNodes ? nil : intent.dnsProvider,
                accountURI: type == .dnsPersist01 ? offered.accountURI ?? account.url : nil,
                issuerDomainNames: offered.issuerDomainNames)
        }
        let offered = authorization.challenges.map(\.type).joined(separator: ", ")
        throw IssuanceRefusal(
            IssuanceFailure(
                .refused,
                "for '\(name)' the authority offers \(offered), but \(types.map(\.rawValue).joined(separator: " or ")) "
                    + "is wanted", names: [name]))
    }
}
