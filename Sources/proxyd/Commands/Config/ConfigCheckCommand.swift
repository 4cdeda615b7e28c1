internal import ArgumentParser

/// The command `proxyd config check`.
struct ConfigCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check the settings of this environment without starting anything.",
        usage: "proxyd config check [--<setting> <value> ...]")

    @OptionGroup var flags: SettingFlags

    func run() throws {
        let sources = try flags.sources()
        let settings = try Settings(sources)
        let folder = try StateFolder.resolvedPath(settings.security)
        print("The settings are good. State is kept in \(folder).")
        let defaults = Settings(isRoot: Settings.isRoot)
        for setting in SettingCatalogue.all {
            guard let text = setting.text(in: settings), text != setting.text(in: defaults) else { continue }
            print("\(setting.name)=\(text)")
        }
        for name in sources.unknownFileNames {
            StandardError.write("note: .env sets \(name), which is no setting of proxyd")
        }
    }
}
