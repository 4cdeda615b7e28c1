/// What a container may use of its host.
package struct ContainerLimits: Sendable, Equatable {
    /// Bytes of memory; swap is not added to it.
    package var memoryBytes: UInt64 = 512 << 20
    /// Processors' time in billionths of a processor.
    package var nanoCPUs: UInt64 = 1_000_000_000
    /// Processes and threads.
    package var processes = 256
    /// Open files of each process.
    package var openFiles = 16_384
    /// Bytes of one file of the log.
    package var logFileBytes: UInt64 = 10 << 20
    /// Files of the log; the oldest goes when one more is needed.
    package var logFiles = 3

    /// The defaults.
    package init() {}
}
