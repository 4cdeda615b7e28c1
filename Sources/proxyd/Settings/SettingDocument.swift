/// The documents that are made from the catalogue.
enum SettingDocument {
    /// The text of `.env.example`: every setting with what it does, its default and an example, switched off.
    static var environmentFile: String {
        var lines = [
            "# Settings of proxyd. Copy to .env in the working folder and uncomment what you need.",
            "# Flags of `proxyd serve` win over the environment, the environment wins over this file.",
            "# Made by `proxyd config docs --env`; do not edit.",
        ]
        for group in SettingCatalogue.groups {
            lines += ["", "# ---- \(group.title) ----"]
            for setting in group.settings {
                lines += [""] + wrapped(setting.summary).map { "# " + $0 }
                lines.append("# Default: \(setting.defaultText ?? "not set").")
                lines += example(of: setting)
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The text of `docs/configuration.md`.
    static var markdown: String {
        var lines = [
            "# Settings", "",
            "<!-- Made by `proxyd config docs --markdown`; do not edit. -->", "",
            "Settings are read once, when `proxyd serve` starts. A flag wins over the environment, the environment wins",
            "over `.env` in the working folder; an empty value counts as not set. A refused value is one line on",
            "standard error and exit status 2, before anything is bound; `proxyd config check` tells beforehand.",
            "Secrets have no flag, because a command line is visible to every user of the machine; instead of `NAME`,",
            "`NAME_FILE` may name a file that holds the value.", "",
            "Durations are written `500ms`, `10s`, `2m`, `1h`, `1d` (a bare number counts seconds), sizes `4096`, `16KiB`,",
            "`1MiB`, `2GiB`, lists with commas.",
        ]
        for group in SettingCatalogue.groups {
            lines += ["", "## \(group.title)", "", "| variable and flag | default | what it does |", "|---|---|---|"]
            lines += group.settings.map(row)
        }
        return (lines + ["", commandLine]).joined(separator: "\n") + "\n"
    }

    /// The list of flags for the help of `proxyd serve`.
    static var flagHelp: String {
        var lines = ["SETTINGS (each also as an environment variable of the same name, and in .env):"]
        for group in SettingCatalogue.groups {
            lines += ["", "  \(group.title):"]
            for setting in group.settings {
                lines.append("    \(setting.flag ?? setting.name + " (environment only)")")
                lines += wrapped(setting.summary, width: 70).map { "        " + $0 }
                lines.append("        Default: \(setting.defaultText ?? "not set").")
            }
        }
        return lines.joined(separator: "\n")
    }

    /// A command is shown apart, because nothing expands it in this file.
    private static func example(of setting: Setting) -> [String] {
        guard setting.example.hasSuffix(")"), let start = setting.example.firstRange(of: "$(") else {
            return ["#\(setting.name)=\(setting.example)"]
        }
        let prefix = setting.example[..<start.lowerBound]
        let command = setting.example[start.upperBound...].dropLast()
        return ["# Made with: \(command)", "#\(setting.name)=\(prefix)"]
    }

    private static func row(_ setting: Setting) -> String {
        var names = "`\(setting.name)`"
        for alias in setting.aliases { names += ", `\(alias)`" }
        names += "<br>" + (setting.flag.map { "`\($0)`" } ?? "secret, no flag")
        let text = "\(setting.summary) Takes \(setting.type); for example `\(setting.example)`."
        return "| \(names) | \(setting.defaultText ?? "not set") | \(text) |"
    }

    private static func wrapped(_ text: String, width: Int = 98) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        return lines + [line]
    }

    private static let commandLine = """
        ## The command line

        `proxyd <group> <verb>` talks to the management API at `API_URL` (or `--api-url`) with `--token`, else `ADMIN_TOKEN`,
        else the token in `STATE_DIR/admin-token`: beside a running proxyd it needs no configuration. `--output` is `auto`
        (a table on a terminal, JSON otherwise), `json`, `table`, `yaml` or `csv`; `--dry-run` shows the request instead of
        sending it. Exit status: 0 done, 1 refused by the server, 2 wrong usage, 3 server not reachable.

        Completion for the shell: `source <(proxyd --generate-completion-script bash)`, likewise for `zsh` and `fish`.
        """
}
