internal import ProxyModel

/// What a client asks for when it wants a certificate.
struct CertificateRequest: Sendable {
    var name: String?
    var domain: String?
    var directoryURL: String?
    /// The fields that are taken as they are.
    var wanted = CertificateIntent(name: "", domains: [], createdAt: 0)

    /// The body that asks for a certificate.
    static let single = ObjectSchema<CertificateRequest>(
        "Certificate", blank: { CertificateRequest() },
        fields: [
            Field(
                "domain", \.domain, .optional(.certificateDomain), default: nil, "The one name that it is to cover."),
            Field("domains", \.wanted.domains, domains, default: [], "The names that it is to cover, instead of one."),
            Field(
                "cert_name", \.name, .optional(.certificateName), default: nil,
                "Name of the certificate; proxy- and the first name with dashes by default."),
        ] + common, rules: issues)

    /// The body that asks for a certificate of several names.
    static let multi = ObjectSchema<CertificateRequest>(
        "MultiDomainCertificate", blank: { CertificateRequest() },
        fields: [
            Field("cert_name", .required, \.name, .optional(.certificateName), "Name of the certificate."),
            Field("domains", .required, \.wanted.domains, domains, "The names that it is to cover."),
        ] + common, rules: issues)

    private static let domains = ValueSchema<[String]>.list(.certificateDomain, limit: CertificateIntent.domainLimit)

    private static let common: [Field<CertificateRequest>] = [
        Field(
            "email", \.wanted.email, .optional(.emailAddress), default: nil,
            "Contact given to the authority; that of the token or of the settings by default."),
        Field(
            "acme_directory_url", \.directoryURL, .optional(.directoryURL), default: nil,
            "Directory of the authority to ask; that of the settings by default."),
        Field(
            "issuers", \.wanted.issuers, .list(.issuerReference, limit: 8), default: [],
            "Authorities to ask, in this order, instead of one directory."),
        Field("staging", \.wanted.isStaging, .flag, default: false, "Whether the authority's test system is asked."),
        Field("challenge", \.wanted.challenge, .choice, default: .auto, "How control of the names is shown."),
        Field(
            "dns_provider", \.wanted.dnsProvider, .optional(.dnsProviderName), default: nil,
            "Provider that dns challenges go by; only ADMIN_TOKEN may name one."),
        Field("key_type", \.wanted.keyType, .choice, default: .p256, "The kind of key pair."),
        Field("reuse_key", \.wanted.reusesKey, .flag, default: false, "Whether renewals keep the key pair."),
        Field("profile", \.wanted.profile, .optional(.line(1...128)), default: nil, "The authority's profile."),
        Field(
            "preferred_chain", \.wanted.preferredChain, .optional(.line(1...256)), default: nil,
            "Common name of the root that the chain should end at."),
    ]

    private static func issues(_ request: CertificateRequest) -> [SchemaIssue] {
        var issues: [SchemaIssue] = []
        if request.domain == nil, request.wanted.domains.isEmpty {
            issues.append(SchemaIssue(pointer: "/domains", detail: "a certificate is for 1 to 100 names"))
        }
        if request.domain != nil, !request.wanted.domains.isEmpty {
            issues.append(SchemaIssue(pointer: "/domain", detail: "is not for a request with domains"))
        }
        if request.directoryURL != nil, !request.wanted.issuers.isEmpty {
            issues.append(SchemaIssue(pointer: "/acme_directory_url", detail: "is not for a request with issuers"))
        }
        return issues
    }
}
