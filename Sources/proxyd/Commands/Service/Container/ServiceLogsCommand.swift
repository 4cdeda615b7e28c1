internal import ArgumentParser
internal import Glibc
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd service logs`.
struct ServiceLogsCommand: APICommand {
    private static let pause = Duration.milliseconds(500)
    /// As many as one answer may have: what came since the last one is not to be cut.
    private static let most = 10_000

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
            return api.show(answer, as: .sentence(lines.map(Self.shown).joined(separator: "\n")))
        }
        let showsTimes = try withTimes
        var cursor = LogCursor()
        var isAbsent = false
        while true {
            let lines = cursor.last == nil ? nil : Self.most
            let call = try call(since: cursor.last ?? since, withTimes: true, lines: lines)
            do throws(ManagementFailure) {
                let answer = try await client.send(call).value
                for line in cursor.new(answer, withTimes: showsTimes) { print(Self.shown(line)) }
                isAbsent = false
            } catch {
                // One that is replaced, asleep or stopped prints again when it runs.
                guard cursor.last != nil, case .refused(let refusal) = error, [409, 503].contains(refusal.status)
                else { throw error }
                if !isAbsent { StandardError.write("note: \(refusal.detail); waiting") }
                isAbsent = true
            }
            // A pipe would hold them back.
            fflush(nil)
            try await Task.sleep(for: Self.pause)
        }
    }

    /// What a container prints goes to a terminal without what the terminal would obey, and to others as it is.
    private static func shown(_ line: String) -> String { TerminalText.isOutput ? TerminalText.harmless(line) : line }

    private var withTimes: Bool {
        get throws(CommandFailure) {
            if isTimed { return true }
            return try Choice.parse(timestamps, default: false, for: "timestamps")
        }
    }

    private func call(since: String?, withTimes: Bool, lines most: Int? = nil) throws -> ManagementCall {
        var query: [ManagementCall.Parameter] = [.init("lines", String(most ?? linesOption ?? lines ?? 100))]
        if withTimes { query.append(.init("timestamps", "true")) }
        if let since { query.append(.init("since", since)) }
        return ManagementCall("docker.logs", name, query: query)
    }
}
