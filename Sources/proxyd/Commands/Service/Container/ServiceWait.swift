internal import Glibc
internal import ManagementAPI
internal import ProxyModel

/// Waits until a service is as it shall be, and tells on standard error how far it is.
struct ServiceWait {
    private static let limit = Duration.seconds(900)
    private static let pause = Duration.milliseconds(300)

    private let isTerminal = isatty(STDERR_FILENO) != 0
    private var shown = ""
    private var stall = ServiceStall()

    init() {}

    /// Returns the service; throws `CommandFailure` when it failed or nothing more is to be expected.
    mutating func settled(_ name: String, _ client: ManagementClient) async throws -> JSONValue {
        let deadline = ContinuousClock.now + Self.limit
        while true {
            let service = try await client.send(ManagementCall("docker.show", name)).value
            let outcome = ServiceOutcome(service)
            tell(outcome.progress)
            if outcome.isThere { return service }
            let verdict = stall.take(outcome.reason, at: .now)
            if case .tell(let reason) = verdict { say("\(name): \(reason)") }
            guard !outcome.isSettled, verdict != .end, ContinuousClock.now < deadline else {
                say(nil)
                throw CommandFailure(.refused, "proxyd: \(outcome.words)\n\(outcome.prospect)")
            }
            try await Task.sleep(for: Self.pause)
        }
    }

    /// Ends the line that changes, and writes one that stays.
    private mutating func say(_ line: String?) {
        if isTerminal, !shown.isEmpty { StandardError.write("\r\u{1B}[K", terminator: "") }
        shown = ""
        if let line { StandardError.write(line) }
    }

    /// On a terminal one line that changes, else a line for each change of more than a number.
    private mutating func tell(_ progress: String?) {
        guard let progress else {
            if isTerminal, !shown.isEmpty { StandardError.write("\r\u{1B}[K", terminator: "") }
            return
        }
        if isTerminal {
            if progress != shown { StandardError.write("\r\u{1B}[K" + progress.prefix(78), terminator: "") }
            shown = progress
        } else {
            let plain = progress.filter { !("0"..."9").contains($0) }
            if plain != shown { StandardError.write(progress) }
            shown = plain
        }
    }
}
