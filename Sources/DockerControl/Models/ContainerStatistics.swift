package import ProxyModel

/// What a container uses, at one moment.
package struct ContainerStatistics: Sendable, Equatable {
    /// When it was measured; nil when the container does not run.
    package let time: Timestamp?
    /// Nanoseconds of processors' time since the start.
    package let processorNanoseconds: UInt64
    /// Nanoseconds of processors' time that the host had since its start, all processors together.
    package let hostProcessorNanoseconds: UInt64
    /// Processors that are there.
    package let processors: Int
    /// Bytes of memory, without what the kernel can take back at once.
    package let memoryBytes: UInt64
    /// Bytes of memory that it may use.
    package let memoryLimitBytes: UInt64
    /// Bytes received on all networks.
    package let receivedBytes: UInt64
    /// Bytes sent on all networks.
    package let sentBytes: UInt64
    /// Bytes read from block devices.
    package let readBytes: UInt64
    /// Bytes written to block devices.
    package let writtenBytes: UInt64
    /// Processes and threads.
    package let processes: UInt64

    init(_ document: JSONValue) {
        time = document.moment("read")
        let processor = document["cpu_stats"] ?? .null
        processorNanoseconds = processor["cpu_usage"]?.count("total_usage") ?? 0
        hostProcessorNanoseconds = processor.count("system_cpu_usage")
        processors = processor.number("online_cpus") ?? processor["cpu_usage"]?.list("percpu_usage").count ?? 0
        let memory = document["memory_stats"] ?? .null
        let used = memory.count("usage")
        // The first name is that of cgroup v1, the second that of v2.
        let details = memory["stats"] ?? .null
        let cached =
            details["total_inactive_file"] != nil
            ? details.count("total_inactive_file") : details.count("inactive_file")
        memoryBytes = cached < used ? used - cached : used
        memoryLimitBytes = memory.count("limit")
        let networks = document["networks"]?.objectValue?.members.map(\.value) ?? []
        receivedBytes = Self.sum(networks) { $0.count("rx_bytes") }
        sentBytes = Self.sum(networks) { $0.count("tx_bytes") }
        let transfers = document["blkio_stats"]?.list("io_service_bytes_recursive") ?? []
        readBytes = Self.sum(transfers) { $0.text("op").lowercased() == "read" ? $0.count("value") : 0 }
        writtenBytes = Self.sum(transfers) { $0.text("op").lowercased() == "write" ? $0.count("value") : 0 }
        processes = document["pids_stats"]?.count("current") ?? 0
    }

    /// The share of one processor that was used since an earlier sample, in percent: 200 for two busy processors.
    ///
    /// 0 when the samples are not in order or too close.
    package func processorPercent(since earlier: ContainerStatistics) -> Double {
        let (used, isOwnReset) = processorNanoseconds.subtractingReportingOverflow(earlier.processorNanoseconds)
        let (passed, isHostReset) = hostProcessorNanoseconds.subtractingReportingOverflow(
            earlier.hostProcessorNanoseconds)
        guard !isOwnReset, !isHostReset, passed > 0 else { return 0 }
        return Double(used) / Double(passed) * Double(processors) * 100
    }

    private static func sum(_ documents: [JSONValue], _ value: (JSONValue) -> UInt64) -> UInt64 {
        documents.reduce(0) { $0 &+ value($1) }
    }
}
