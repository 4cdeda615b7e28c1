/// Yes or no as recipes write it: `true`, `false`, or `name=true`.
enum Choice {
    /// nil when the text is neither yes nor no.
    static func parse(_ text: String) -> Bool? {
        SettingType<Bool>.toggle.parse(text.split(separator: "=").last.map(String.init) ?? text)
    }

    /// Parses the value of an argument; throws `CommandFailure` naming the argument.
    static func parse(_ text: String?, default fallback: Bool, for name: String) throws(CommandFailure) -> Bool {
        guard let text else { return fallback }
        guard let choice = parse(text) else {
            throw CommandFailure(.usage, "proxyd: \(name): '\(text)' is not true or false")
        }
        return choice
    }
}
