package import ProxyModel

extension IssuanceWork {
    static var blank: IssuanceWork {
        IssuanceWork(
            number: 0, startedAt: 0, digest: "", issuer: "", directoryURL: "", isRehearsal: false, names: [])
    }

    /// The fields of an attempt under way; its key is never shown.
    package static let schema = ObjectSchema<IssuanceWork>(
        "IssuanceWork", blank: { .blank },
        fields: [
            Field("stage", .required, \.stage, .choice, "What is done next."),
            Field("number", .required, \.number, .integer(0...Int64.max), "Its number."),
            Field("started_at", .required, \.startedAt, .timestamp, "When it began."),
            Field("digest", .required, \.digest, .line(), "The intent that it is for."),
            Field("issuer", .required, \.issuer, .line(0...2048), "Who is asked."),
            Field("directory_url", .required, \.directoryURL, .line(0...2048), "Where the authority is."),
            Field("rehearsal", \.isRehearsal, .flag, default: false, "Whether it is a test system."),
            Field("names", .required, \.names, .list(.line()), "What the certificate is for."),
            Field(
                "sealed_key", \.sealedKey, .optional(.line(1...16_384)), default: nil, access: .secret,
                "The private key, sealed."),
            Field("replaces", \.replaces, .optional(.line()), default: nil, "The certificate that is replaced."),
            Field(
                "interruptions", \.interruptions, .integer(0...Int.max), default: 0,
                "How often a node stopped while it ordered."),
            Field("order_url", \.orderURL, .optional(.line(0...4096)), default: nil, "The order's address."),
            Field(
                "authorizations", \.authorizations, .list(.line(0...4096)), default: [],
                "The addresses of its authorizations."),
            Field(
                "challenges", \.challenges, .list(.object(PendingChallenge.schema)), default: [],
                "The challenges that were chosen."),
            Field(
                "certificate_url", \.certificateURL, .optional(.line(0...4096)), default: nil,
                "Where the certificate is."),
            Field(
                "failure", \.failure, .optional(.object(IssuanceFailure.schema)), default: nil,
                "Why it is over."),
        ])
}

extension PendingChallenge {
    /// The fields of a challenge that was chosen.
    package static let schema = ObjectSchema<PendingChallenge>(
        "PendingChallenge",
        blank: {
            PendingChallenge(
                type: .http01, identifier: "", token: "", keyAuthorization: "", url: "", authorizationURL: "")
        },
        fields: [
            Field("type", .required, \.type, .choice, "The kind of challenge."),
            Field("identifier", .required, \.identifier, .line(), "The name that it is for."),
            Field("wildcard", \.isWildcard, .flag, default: false, "Whether it is for the hosts below."),
            Field("token", \.token, .line(), default: "", "The challenge's token."),
            Field("key_authorization", \.keyAuthorization, .line(0...2048), default: "", "What is answered."),
            Field("url", .required, \.url, .line(0...4096), "The challenge's address."),
            Field("authorization_url", .required, \.authorizationURL, .line(0...4096), "The authorization's address."),
            Field("provider", \.provider, .optional(.line()), default: nil, "The dns provider."),
            Field("account_uri", \.accountURI, .optional(.line(0...4096)), default: nil, "The account to name."),
            Field(
                "issuer_domain_names", \.issuerDomainNames, .list(.line()), default: [], "The authority's names."),
        ])
}
