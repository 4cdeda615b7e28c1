internal import ProxyModel

/// What is remembered of a service between two looks; without it the work goes on all the same, only later.
package struct ReconciliationMemory: Sendable {
    /// Failures in a row at one revision of the service.
    struct Attempt {
        var revision: Revision
        var failures: Int
        var failure: ServiceStatus.Failure
        var output: [String]
    }

    /// An image that is there for one revision of the service.
    struct Image {
        var generation: Int64
        var reference: ImageReference
    }

    /// Failures in a row; nil = it went well last.
    var attempt: Attempt?
    /// Until when no container is ended or removed again, in milliseconds since 1970: the engine refused it.
    var pausedUntil: Int64 = 0
    /// Until when no older container is started in place of one that failed, in milliseconds since 1970.
    var fallbackPausedUntil: Int64 = 0
    /// Until when no container is renamed, in milliseconds since 1970.
    var renamePausedUntil: Int64 = 0
    /// How often it refused that since the service was well without others.
    var refusedEnds = 0
    /// The image for new containers.
    var image: Image?
    /// Runs of containers that were well once.
    var wellRuns: Set<String> = []
    /// How often the engine had started containers again when they were well last.
    var settledRestarts: [EngineName: Int] = [:]
    /// When runs were seen for the first time, in milliseconds since 1970.
    var firstSeen: [String: Int64] = [:]
    /// Since when containers are drained, in milliseconds since 1970.
    var drainedSince: [EngineName: Int64] = [:]
    /// Containers that failed and are to go.
    var condemned: Set<EngineName> = []
    /// The last lines of containers that failed.
    var outputs: [EngineName: [String]] = [:]

    /// Remembers nothing.
    package init() {}

    /// Forgets what is of no use any more for these containers.
    mutating func keep(_ containers: [ObservedContainer]) {
        let runs = Set(containers.map(\.run))
        let ids = Set(containers.map(\.id))
        wellRuns.formIntersection(runs)
        firstSeen = firstSeen.filter { runs.contains($0.key) }
        settledRestarts = settledRestarts.filter { ids.contains($0.key) }
        drainedSince = drainedSince.filter { ids.contains($0.key) }
        condemned.formIntersection(ids)
        outputs = outputs.filter { ids.contains($0.key) }
    }
}
