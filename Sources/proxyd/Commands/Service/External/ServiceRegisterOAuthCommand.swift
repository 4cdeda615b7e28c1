internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd service register-oauth`, which older scripts call before they make routes to the server.
struct ServiceRegisterOAuthCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "register-oauth",
        abstract: "Show the authorization server among the services of the process: it is always registered.",
        discussion: "Routes reach it as the service oauth; 'proxyd oauth routes-setup AUTH_HOST' makes them.")

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("service.list-all", query: [.init("service_type", "internal")])
    }
}
