internal import ArgumentParser
internal import Glibc
internal import ManagementAPI

/// Why a command ends without success: what it says on standard error, and its exit status.
struct CommandFailure: Error, Equatable {
    /// The exit statuses, which scripts rely on.
    enum Status: Int32 {
        case done = 0
        case refused = 1
        case usage = 2
        case unreachable = 3
    }

    let status: Status
    let message: String

    /// Makes a failure with a message of its own.
    init(_ status: Status, _ message: String) {
        self.status = status
        self.message = message
    }

    /// Classifies any error that reached the top; a request for help or the version is no failure.
    init(_ error: any Error, in command: any ParsableCommand.Type) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let failure as ManagementFailure: self.init(failure)
        case let problem as SettingProblem: self.init(.usage, "proxyd: \(problem)")
        case let problems as SettingProblems:
            self.init(.usage, problems.all.map { "proxyd: \($0)" }.joined(separator: "\n"))
        default:
            let isDone = command.exitCode(for: error) == .success
            let isUsage = command.exitCode(for: error) == .validationFailure
            self.init(isDone ? .done : isUsage ? .usage : .refused, command.fullMessage(for: error))
        }
    }

    /// Prints the message and ends the process.
    func exit() -> Never {
        if status == .done {
            print(message)
        } else if !message.isEmpty {
            StandardError.write(message)
        }
        Glibc.exit(status.rawValue)
    }
}
