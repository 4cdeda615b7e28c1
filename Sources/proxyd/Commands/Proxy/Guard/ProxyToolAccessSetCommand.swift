internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd proxy tool-access set`.
struct ProxyToolAccessSetCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Replace the rules of a host: the first that fits decides, the rest is denied.")

    @Argument(help: "Host name of the proxy.")
    var hostname: String

    @Argument(
        help: """
            A JSON array of rules, such as [{"groups": ["staff"], "tools": ["*"]}]; or @ and the name of a file with it, \
            or - for standard input.
            """)
    var rules: String

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        let text =
            rules == "-"
            ? try InputFile.read("-") : rules.first == "@" ? try InputFile.read(String(rules.dropFirst())) : rules
        guard let json = try? JSONValue(parsing: Array(text.utf8)), json.arrayValue != nil else {
            throw CommandFailure(.usage, "proxyd: rules: not a JSON array such as [{\"tools\": [\"*\"]}]")
        }
        return ManagementCall("proxy.tools.set", hostname, body: ["tool_access": json])
    }
}
