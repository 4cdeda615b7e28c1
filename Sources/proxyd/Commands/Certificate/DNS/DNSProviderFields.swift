internal import ArgumentParser
internal import ProxyModel

/// The fields of a provider of DNS that creating and updating it share.
struct DNSProviderFields: ParsableArguments {
    @Flag(help: "Read the credential from standard input: its first line.")
    var secretStdin = false

    @Option(help: "Address of the provider's interface (webhook needs it).")
    var url: String?

    @Option(help: "Name server that takes updates (rfc2136).")
    var server: String?

    @Option(help: "Name of the TSIG key (rfc2136).")
    var keyName: String?

    @OptionGroup var others: BodyFields

    /// Adds what was named to a body; throws `CommandFailure`.
    func add(to body: inout JSONObject, dryRun: Bool) throws(CommandFailure) {
        for (name, text) in [("url", url), ("server", server), ("key_name", keyName)] {
            if let text { body[name] = .string(text) }
        }
        if secretStdin { body["secret"] = .string(dryRun ? "(secret)" : try PasswordInput.read("secret")) }
        try others.add(to: &body)
    }
}
