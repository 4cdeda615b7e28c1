internal import ArgumentParser
internal import ManagementAPI

struct TokenListCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the tokens.")

    @OptionGroup var api: APIOptions

    var presentation: Presentation {
        .rows(["name", "cert_email", "created_at", "certificate_count", "proxy_count", "is_admin"])
    }

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("GET", "tokens")
    }
}
