internal import ProxyModel

/// A command that the engine runs inside of a container to see whether it is well: 0 says yes.
package struct HealthCheck: Sendable, Equatable {
    /// Program and arguments, without a shell; empty = the image's check is switched off.
    package var command: [String]
    /// Between two runs; at least a millisecond.
    package var interval = Duration.seconds(30)
    /// After this a run counts as failed.
    package var timeout = Duration.seconds(10)
    /// Failures in a row until the container is unhealthy.
    package var retries = 3
    /// Failures within this time after the start do not count.
    package var startPeriod = Duration.zero

    /// Makes a check with every default.
    package init(command: [String]) { self.command = command }

    var document: JSONValue {
        guard !command.isEmpty else { return ["Test": ["NONE"]] }
        return [
            "Test": .array(["CMD"] + command.map { .string($0) }), "Interval": .integer(interval.nanoseconds),
            "Timeout": .integer(timeout.nanoseconds), "Retries": .integer(Int64(retries)),
            "StartPeriod": .integer(startPeriod.nanoseconds),
        ]
    }
}

extension Duration {
    /// From 0 to about 292 years.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, isTooLong) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return isTooLong
            ? (seconds > 0 ? .max : 0)
            : max(0, product.addingReportingOverflow(attoseconds / 1_000_000_000).partialValue)
    }
}
