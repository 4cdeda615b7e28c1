internal import ArgumentParser

/// The group of commands `proxyd oauth`.
struct OAuthCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "oauth", abstract: "Run the authorization server: accounts, clients, sessions, keys.",
        subcommands: [
            OAuthRoutesSetupCommand.self, OAuthRoutesStatusCommand.self, OAuthUserCommand.self, OAuthClientCommand.self,
            OAuthSessionCommand.self, OAuthTokenCommand.self, OAuthConsentCommand.self, OAuthAPIKeyCommand.self,
            OAuthProviderCommand.self, OAuthKeyCommand.self, OAuthMetricsCommand.self, OAuthHealthCommand.self,
            OAuthTraceCommand.self, OAuthDoctorCommand.self, OAuthEchoStartCommand.self, OAuthEchoSetupCommand.self,
            OAuthLoginCommand.self, OAuthLogoutCommand.self,
        ])
}
