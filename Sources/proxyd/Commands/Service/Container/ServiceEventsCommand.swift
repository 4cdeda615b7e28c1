internal import ArgumentParser
internal import Glibc
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd service events`.
struct ServiceEventsCommand: APICommand {
    private static let pause = Duration.seconds(1)
    /// As many as nodes keep.
    private static let most = 200

    static let configuration = CommandConfiguration(
        commandName: "events", abstract: "Tell what happened to a service, and what was done for it.",
        discussion: """
            The newest events are the last lines. Every node answers; events that are a week old, and those before the \
            last 200 ones, are forgotten.
            """)

    @Argument(help: "Name of the service.")
    var name: String

    @Argument(help: "How many of the newest events, 1 to 200; 100 if no number is given.")
    var limit: Int?

    @Option(name: .customLong("limit"), help: "How many of the newest events.")
    var limitOption: Int?

    @Flag(name: .shortAndLong, help: "Go on with what happens from now on.")
    var follow = false

    @OptionGroup var api: APIOptions

    // What happened is what is read: it stands last, and whole.
    var presentation: Presentation? {
        .history(["timestamp", "source", "event", "container_name", "message"], cut: ["container_name": 40])
    }

    func call(_ settings: Settings) throws -> ManagementCall { call(limit: limitOption ?? limit ?? 100) }

    mutating func run() async throws {
        let settings = try api.settings()
        let call = try call(settings)
        guard !api.dryRun else { return print(call.dryRunText) }
        let client = try api.client(settings)
        guard follow else {
            return api.show(.array(try await client.collect(call)), as: presentation ?? .record)
        }
        var cursor = EventCursor()
        var following = call
        while true {
            var whole = following
            whole.query.append(.init("per_page", "\(Self.most)"))
            for event in cursor.new(try await client.send(whole).value) { print(line(event)) }
            // A pipe would hold them back.
            fflush(nil)
            following = self.call(limit: Self.most)
            try await Task.sleep(for: Self.pause)
        }
    }

    private func call(limit: Int) -> ManagementCall {
        ManagementCall("docker.events", name, query: [.init("limit", "\(limit)")])
    }

    /// One event in one line: words on a terminal, JSON otherwise, as of everything else.
    private func line(_ event: JSONValue) -> String {
        switch api.output {
        case .json, .yaml, .csv: return event.compactText
        case .auto where !TerminalText.isOutput: return event.compactText
        case .auto, .table: break
        }
        let words = ["timestamp", "event", "container_name", "message"].compactMap { event[$0]?.stringValue }
        return TerminalText.harmless(words.filter { !$0.isEmpty }.joined(separator: "  "))
    }
}
