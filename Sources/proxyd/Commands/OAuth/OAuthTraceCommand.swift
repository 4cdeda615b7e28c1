internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd oauth trace`.
struct OAuthTraceCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "trace", abstract: "Tell the latest decisions about clients and users, with their reasons.")

    @Option(help: "Only those about this client.")
    var client: String?

    @Option(help: "Only those about this user: a name, or a subject.")
    var user: String?

    @Option(help: "How many at most.")
    var limit = 100

    @OptionGroup var api: APIOptions

    // The reason is what is read: it stands last, whole, and the identifiers make room for it.
    var presentation: Presentation? {
        .history(
            ["time", "stage", "accepted", "subject", "client_id", "reason"], cut: ["client_id": 24, "subject": 24])
    }

    func call(_ settings: Settings) throws -> ManagementCall {
        var query: [ManagementCall.Parameter] = [.init("limit", "\(limit)")]
        if let client { query.append(.init("client_id", client)) }
        if let user { query.append(.init("user", user)) }
        return ManagementCall("oauth.trace", query: query)
    }
}
