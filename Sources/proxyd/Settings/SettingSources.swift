internal import Configuration
internal import FoundationEssentials

/// The places that settings come from, in the order in which they win: flags, environment, `.env`.
struct SettingSources: Sendable {
    private struct Source: Sendable {
        let reader: ConfigReader
        let origin: @Sendable (_ name: String) -> SettingOrigin
    }

    private let sources: [Source]
    /// Names in `.env` that are no settings: misspelled, or meant for another program.
    let unknownFileNames: [String]

    /// Gathers the sources; an empty value counts as absent, which is how a container passes a variable that is not set.
    init(flags: [String: String] = [:], environment: [String: String], file: [String: String] = [:]) {
        let options = Dictionary(uniqueKeysWithValues: SettingCatalogue.all.map { ($0.name, $0.flag ?? "") })
        let known = Set(SettingCatalogue.all.flatMap { [$0.name, $0.name + "_FILE"] + $0.aliases })
        unknownFileNames = file.keys.filter { !known.contains($0) }.sorted()
        sources = [
            Source(reader: Self.reader(flags)) { .flag(options[$0] ?? "") },
            Source(reader: Self.reader(environment)) { .environment($0) },
            Source(reader: Self.reader(file)) { .file($0) },
        ]
    }

    /// The sources of this process: the flags it was given, its environment and `.env` in its working folder.
    static func process(flags: [String: String] = [:]) throws(SettingProblem) -> SettingSources {
        var file: [String: String] = [:]
        if let contents = FileManager.default.contents(atPath: ".env") {
            file = try DotEnvFile.parse(String(decoding: contents, as: UTF8.self))
        }
        return SettingSources(flags: flags, environment: ProcessInfo.processInfo.environment, file: file)
    }

    /// The value of a setting and where it was found; nil when no source has it.
    ///
    /// A secret may also be in a file that `NAME_FILE` names, as container platforms pass them.
    func value(of setting: Setting) throws(SettingProblem) -> (text: String, origin: SettingOrigin)? {
        for name in [setting.name] + setting.aliases {
            if let found = lookUp(name) { return found }
        }
        guard setting.isSecret, let (path, origin) = lookUp(setting.name + "_FILE") else { return nil }
        guard let contents = FileManager.default.contents(atPath: path) else {
            throw SettingProblem(
                name: setting.name + "_FILE", reason: "the file '\(path)' cannot be read",
                example: "/run/secrets/" + setting.name.lowercased(), origin: origin)
        }
        let text = String(decoding: contents, as: UTF8.self).split(separator: "\n").first.map { $0.trimmingSpaces }
        return (text ?? "", origin)
    }

    private func lookUp(_ name: String) -> (text: String, origin: SettingOrigin)? {
        for source in sources {
            if let text = source.reader.string(forKey: ConfigKey([name])), !text.isEmpty {
                return (text, source.origin(name))
            }
        }
        return nil
    }

    private static func reader(_ values: [String: String]) -> ConfigReader {
        let secrets = Set(SettingCatalogue.all.filter(\.isSecret).map(\.name))
        return ConfigReader(
            provider: EnvironmentVariablesProvider(
                environmentVariables: values, secretsSpecifier: .specific(secrets)))
    }
}
