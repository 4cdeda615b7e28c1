internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd token email`.
struct TokenEmailCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "email", abstract: "Change the e-mail address of the token in use.",
        usage: "proxyd token email [<name>] <email> [<options>]")

    @Argument(help: "The address; before it, the name of the token may be given, which is checked.")
    var words: [String]

    @OptionGroup var api: APIOptions

    func run() async throws {
        let words = words.filter { !$0.isEmpty }
        guard let email = words.last, words.count <= 2 else {
            throw CommandFailure(.usage, "proxyd: token email takes an address, and the token's name before it")
        }
        let call = ManagementCall("token.email", body: ["email": .string(email)])
        guard !api.dryRun else { return print(call.dryRunText) }
        let client = try api.client(api.settings())
        if words.count == 2 {
            let current = try await client.send(ManagementCall("token.info")).json?["name"]?.stringValue
            guard current == words[0] else {
                throw CommandFailure(
                    .refused,
                    "proxyd: the token in use is '\(current ?? "")', not '\(words[0])'; pass that one by --token")
            }
        }
        api.show(try await client.send(call).value, as: .sentence("The address is \(email)."))
    }
}
