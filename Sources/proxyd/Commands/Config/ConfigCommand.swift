internal import ArgumentParser

struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Check and document settings, save and load the configuration.",
        subcommands: [
            ConfigCheckCommand.self, ConfigDocsCommand.self, ConfigExportCommand.self, ConfigImportCommand.self,
            ConfigVerifyCommand.self, ConfigRestoreCommand.self,
        ])
}
