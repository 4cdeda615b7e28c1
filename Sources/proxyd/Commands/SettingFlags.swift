internal import ArgumentParser

/// The flags of the settings, taken from the catalogue, so that each setting is described once.
struct SettingFlags: ParsableArguments {
    @Argument(parsing: .allUnrecognized, help: .hidden)
    var words: [String] = []

    /// The settings from these flags, the environment and `.env`.
    func settings() throws -> Settings {
        try Settings(sources())
    }

    /// These flags, the environment and `.env`.
    func sources() throws -> SettingSources {
        try SettingSources.process(flags: Self.values(words))
    }

    /// Reads `--name value` and `--name=value`.
    ///
    /// Throws `CommandFailure` for a word that is neither.
    static func values(_ words: [String]) throws(CommandFailure) -> [String: String] {
        var values: [String: String] = [:]
        var rest = words[...]
        while let word = rest.popFirst() {
            guard !word.isEmpty else { continue }
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let flag = parts.first, let setting = SettingCatalogue.all.first(where: { $0.flag == flag }) else {
                throw CommandFailure(.usage, refusal(of: word))
            }
            guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else {
                throw CommandFailure(.usage, "proxyd: \(flag) needs a value, for example \(flag) \(setting.example)")
            }
            values[setting.name] = value
        }
        return values
    }

    private static func refusal(of word: String) -> String {
        let name = word.drop { $0 == "-" }.split(separator: "=").first.map(String.init) ?? word
        let secret = SettingCatalogue.all.first {
            $0.isSecret && $0.name.lowercased() == name.split(separator: "-").joined(separator: "_").lowercased()
        }
        guard let secret else { return "proxyd: unknown option or argument '\(word)'; see proxyd serve --help" }
        return
            "proxyd: \(secret.name) is a secret and has no flag; set it in the environment, in .env or as \(secret.name)_FILE"
    }
}
