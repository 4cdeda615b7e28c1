internal import ArgumentParser
internal import ProxyModel

/// What a certificate is to be like, for the commands that ask for one.
struct CertificateFields: ParsableArguments {
    @Option(help: "Contact given to the authority.")
    var email: String?

    @Flag(inversion: .prefixedNo, help: "Ask the authority's test system, whose certificates nobody trusts.")
    var staging: Bool?

    @Flag(help: "The same as --no-staging.")
    var production = false

    @Option(name: .customLong("directory-url"), help: "Directory of the authority to ask.")
    var directoryURL: String?

    @Option(
        name: .customLong("issuer"),
        help: "An authority by its name or address; given again for each further one, asked in that order.")
    var issuers: [String] = []

    @Option(help: "auto, http-01, tls-alpn-01, dns-01 or dns-persist-01.")
    var challenge: String?

    @Option(help: "Provider that dns challenges go by.")
    var dnsProvider: String?

    @Option(help: "p256, p384, rsa2048, rsa3072 or rsa4096.")
    var keyType: String?

    @Option(help: "The authority's profile.")
    var profile: String?

    @Option(help: "Common name of the root that the chain should end at.")
    var preferredChain: String?

    @OptionGroup var others: BodyFields

    /// Adds what was named to a body; throws `CommandFailure`.
    func add(_ words: CertificateWords, to body: inout JSONObject) throws(CommandFailure) {
        let texts = [
            ("email", email ?? words.email), ("acme_directory_url", directoryURL), ("challenge", challenge),
            ("dns_provider", dnsProvider), ("key_type", keyType), ("profile", profile),
            ("preferred_chain", preferredChain),
        ]
        for (name, text) in texts { if let text { body[name] = .string(text) } }
        if let isStaging = production ? false : staging ?? words.isStaging { body["staging"] = .bool(isStaging) }
        // Addresses may have commas, names have none.
        if let list = issuers.first(where: { $0.contains(",") && !$0.hasPrefix("https://") }) {
            throw CommandFailure(.usage, "proxyd: --issuer: '\(list)' is not one authority; repeat --issuer for each")
        }
        if !issuers.isEmpty { body["issuers"] = .array(issuers.map { .string($0) }) }
        try others.add(to: &body)
    }
}
