internal import ArgumentParser

/// The group of commands `proxyd config`.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Check and document settings, save and load the configuration.",
        subcommands: [
            ConfigCheckCommand.self, ConfigDocsCommand.self, ConfigExportCommand.self, ConfigImportCommand.self,
            ConfigVerifyCommand.self, ConfigRestoreCommand.self,
        ])
}
