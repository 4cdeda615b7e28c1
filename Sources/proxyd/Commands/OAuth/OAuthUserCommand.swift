internal import ArgumentParser

/// The group of commands `proxyd oauth user`.
struct OAuthUserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Make and change accounts.",
        subcommands: [
            OAuthUserCreateCommand.self, OAuthUserListCommand.self, OAuthUserShowCommand.self,
            OAuthUserUpdateCommand.self, OAuthUserDeleteCommand.self, OAuthUserDisableCommand.self,
            OAuthUserEnableCommand.self,
        ])
}
