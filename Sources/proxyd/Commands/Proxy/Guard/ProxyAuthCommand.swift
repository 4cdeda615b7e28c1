internal import ArgumentParser

/// The group of commands `proxyd proxy auth`.
struct ProxyAuthCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "auth", abstract: "Say who may use a host.",
        subcommands: [
            ProxyAuthEnableCommand.self, ProxyAuthConfigCommand.self, ProxyAuthDisableCommand.self,
            ProxyAuthShowCommand.self,
        ])
}
