package import ProxyModel

/// How a container is doing.
package struct ContainerState: Sendable, Equatable {
    /// The states that engines tell apart.
    package enum Phase: String, Sendable {
        case created, running, paused, restarting, removing, exited, dead
        /// A word that this program does not know.
        case unknown
    }

    /// What its health check says.
    package enum Health: String, Sendable {
        case starting, healthy, unhealthy
        /// There is no check.
        case none
    }

    /// The state.
    package let phase: Phase
    /// What the check says.
    package let health: Health
    /// What the last check printed, without control characters but ends of lines; empty when there was none.
    package let healthOutput: String
    /// The code that it ended with; of no meaning while it runs.
    package let exitCode: Int
    /// Whether it ended for lack of memory.
    package let isOutOfMemory: Bool
    /// Why it could not be started; nil when nothing went wrong.
    package let problem: String?
    /// Its process on the host; nil when it does not run.
    package let processID: Int?
    /// When it was started last.
    package let startedAt: Timestamp?
    /// When it ended last.
    package let finishedAt: Timestamp?

    init(_ document: JSONValue) {
        phase = Phase(rawValue: document.text("Status")) ?? .unknown
        let check = document["Health"] ?? document["Healthcheck"]
        health = check.flatMap { Health(rawValue: $0.text("Status")) } ?? .none
        healthOutput = Self.displayable(check?.list("Log").last?.text("Output") ?? "")
        exitCode = document.number("ExitCode") ?? 0
        isOutOfMemory = document.flag("OOMKilled")
        problem = document.wording("Error")
        processID = document.number("Pid").flatMap { $0 > 0 ? $0 : nil }
        startedAt = document.moment("StartedAt")
        finishedAt = document.moment("FinishedAt")
    }

    /// In scalars, since one character may have any number of them.
    private static func displayable(_ output: String) -> String {
        output.unicodeScalars.prefix(4_096).split(separator: "\n", omittingEmptySubsequences: false)
            .map { DisplayableText.line(String($0)) ?? "" }.joined(separator: "\n")
    }
}
