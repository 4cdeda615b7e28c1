internal import ArgumentParser

/// The command `proxyd serve`.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run one node in the foreground.",
        usage: "proxyd serve [--http-port <port>] [--https-port <port>] [--<setting> <value> ...]",
        discussion: SettingDocument.flagHelp)

    @OptionGroup var flags: SettingFlags

    func run() async throws {
        try await serve(flags.settings())
    }
}
