/// One setting: its names, its type, where its value goes, and what is said about it.
struct Setting: Sendable {
    /// Name of the environment variable, and of the line in `.env`.
    let name: String
    /// Other names that are read when `name` is absent, in this order.
    let aliases: [String]
    /// What is expected, in words that complete "… is not …".
    let type: String
    /// A value is never shown, and there is no flag: a command line is visible to every user of the machine.
    let isSecret: Bool
    let summary: String
    let example: String
    private let shownDefault: String?
    private let shows: @Sendable (Settings) -> String?
    private let assigns: @Sendable (String, inout Settings) -> Bool

    /// The option of `proxyd serve`; nil for a secret.
    var flag: String? {
        isSecret ? nil : "--" + name.lowercased().split(separator: "_").joined(separator: "-")
    }

    /// What holds when the setting is absent, for documents; nil = nothing is set.
    var defaultText: String? { shownDefault ?? shows(Settings()) }

    /// Describes a setting.
    ///
    /// `default` replaces the text of a default that depends on the circumstances.
    init<Value>(
        _ name: String, _ path: any WritableKeyPath<Settings, Value> & Sendable, _ type: SettingType<Value>,
        aliases: [String] = [], isSecret: Bool = false, default shownDefault: String? = nil, example: String,
        _ summary: String
    ) {
        self.name = name
        self.aliases = aliases
        self.type = type.label
        self.isSecret = isSecret
        self.summary = summary
        self.example = example
        self.shownDefault = shownDefault
        shows = { type.render($0[keyPath: path]) }
        assigns = { text, settings in
            guard let value = type.parse(text) else { return false }
            settings[keyPath: path] = value
            return true
        }
    }

    /// Describes a setting that may be absent.
    init<Value>(
        _ name: String, _ path: any WritableKeyPath<Settings, Value?> & Sendable, _ type: SettingType<Value>,
        aliases: [String] = [], isSecret: Bool = false, default shownDefault: String? = nil, example: String,
        _ summary: String
    ) {
        self.init(
            name, path, type.optional, aliases: aliases, isSecret: isSecret, default: shownDefault, example: example,
            summary)
    }

    /// The text of the setting's value; nil when nothing is set or the value is secret.
    func text(in settings: Settings) -> String? { shows(settings) }

    /// Parses a text and puts the value in its place.
    func assign(_ text: String, from origin: SettingOrigin, to settings: inout Settings) throws(SettingProblem) {
        guard assigns(text, &settings) else {
            throw SettingProblem(
                name: name, reason: "\(isSecret ? "the value" : "'\(text)'") is not \(type)", example: example,
                origin: origin)
        }
    }
}
