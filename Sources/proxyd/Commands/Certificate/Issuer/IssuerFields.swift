internal import ArgumentParser
internal import ProxyModel

/// The fields of an authority that creating and updating it share.
struct IssuerFields: ParsableArguments {
    @Option(name: .customLong("staging-url"), help: "Directory of its test system.")
    var stagingURL: String?

    @Option(name: .customLong("eab-key-id"), help: "Key identifier of the external account.")
    var keyID: String?

    @Flag(
        name: .customLong("eab-key-stdin"), help: "Read the external account's key from standard input: its first line."
    )
    var readsKey = false

    @Option(help: "The profile to ask for.")
    var profile: String?

    @Option(help: "Common name of the root that the chain should end at.")
    var preferredChain: String?

    @Option(
        name: .customLong("authority-ca-file"),
        help: "PEM file of the authorities that connections to it are verified by; '' = those of the settings.")
    var authorityCAFile: String?

    /// Adds what was named to a body; throws `CommandFailure`.
    func add(to body: inout JSONObject, dryRun: Bool) throws(CommandFailure) {
        let texts = [
            ("staging_url", stagingURL), ("eab_key_id", keyID), ("profile", profile),
            ("preferred_chain", preferredChain),
        ]
        for (name, text) in texts { if let text { body[name] = .string(text) } }
        if let authorityCAFile {
            body["ca_pem"] = authorityCAFile.isEmpty ? .null : .string(try InputFile.read(authorityCAFile))
        }
        if readsKey { body["eab_key"] = .string(dryRun ? "(key)" : try PasswordInput.read("key")) }
    }
}
