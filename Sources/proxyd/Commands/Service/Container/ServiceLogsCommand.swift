internal import ArgumentParser
internal import Glibc
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd service logs`.
struct ServiceLogsCommand: APICommand {
    private static let pause = Duration.milliseconds(500)

    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Show what a service has printed.")

    @Argument(help: "Name of the service.")
    var name: String

    @Argument(help: "Lines from the end; 100 if none are given.")
    var lines: Int?

    @Argument(help: "true shows the time of each line.")
    var timestamps: String?

    @Option(name: .customLong("lines"), help: "Lines from the end.")
    var linesOption: Int?

    @Flag(name: .customLong("timestamps"), help: "Show the time of each line.")
    var isTimed = false

    @Option(help: "Only what was printed since then: a time such as 2026-01-31T12:00:00Z.")
    var since: String?

    @Flag(name: .shortAndLong, help: "Go on with what it prints from now on.")
    var follow = false

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        try call(since: since, withTimes: withTimes)
    }

    mutating func run() async throws {
        let settings = try api.settings()
        guard !api.dryRun else { return print(try call(settings).dryRunText) }
        let client = try api.client(settings)
        guard follow else {
            let answer = try await client.send(try call(settings)).value
            let lines = answer["logs"]?.arrayValue?.compactMap(\.stringValue) ?? []
            return api.show(answer, as: .sentence(lines.joined(separator: "\n")))
        }
        var cursor = LogCursor()
        while true {
            let answer = try await client.send(try call(since: cursor.last ?? since, withTimes: true)).value
            for line in cursor.new(answer, withTimes: try withTimes) { print(line) }
            // A pipe would hold them back.
            fflush(nil)
            try await Task.sleep(for: Self.pause)
        }
    }

    private var withTimes: Bool {
        get throws(CommandFailure) {
            if isTimed { return true }
            return try Choice.parse(timestamps, default: false, for: "timestamps")
        }
    }

    private func call(since: String?, withTimes: Bool) throws -> ManagementCall {
        var query: [ManagementCall.Parameter] = [.init("lines", String(linesOption ?? lines ?? 100))]
        if withTimes { query.append(.init("timestamps", "true")) }
        if let since { query.append(.init("since", since)) }
        return ManagementCall("docker.logs", name, query: query)
    }
}
