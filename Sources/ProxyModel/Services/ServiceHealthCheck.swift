/// A command that the engine runs in a container to see whether it is well.
package struct ServiceHealthCheck: Sendable, Equatable {
    /// Program and arguments, without a shell; empty = the image's check is switched off.
    package var command: [String] = []
    /// Milliseconds between two runs.
    package var intervalMS = 30_000
    /// Milliseconds after which a run counts as failed.
    package var timeoutMS = 10_000
    /// Failures in a row until the container is not well.
    package var retries = 3
    /// Milliseconds after the start in which failures do not count.
    package var startPeriodMS = 0

    /// Makes a check with the defaults.
    package init(command: [String] = []) { self.command = command }
}
