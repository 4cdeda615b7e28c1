/// A backend that is to run in a container: desired state, written by operations alone.
///
/// What became of it is in the status that the reconciler of its engine writes, and in its `ServiceEndpoints`.
package struct ContainerService: Sendable, Equatable {
    /// When the engine starts the container again that has ended; the words are Docker's.
    package enum RestartPolicy: String, Sendable, CaseIterable {
        case never = "no"
        case onFailure = "on-failure"
        case unlessStopped = "unless-stopped"
        case always
    }

    /// When the image is fetched from its registry.
    package enum PullPolicy: String, Sendable, CaseIterable {
        /// When the engine does not have it.
        case missing
        /// For each new container.
        case always
        /// The engine has it, or the service fails.
        case never
    }

    /// Whether it shall run.
    package enum Activity: String, Sendable, CaseIterable {
        case running, stopped
    }

    /// What happens when somebody else changes or removes a container.
    package enum DriftPolicy: String, Sendable, CaseIterable {
        /// It is made as it was.
        case repair
        /// The status says so.
        case report
    }

    /// Lower-case, `[a-z0-9_-]`, 1 to 63 bytes.
    package var name: String
    /// The image as it was asked for; nil when it is built.
    package var image: String?
    /// The Dockerfile, relative to the build context; nil when there is an image.
    package var dockerfilePath: String?
    /// Folder on the node that is sent to the engine for a build, below an allowed root.
    package var buildContext: String?
    /// Arguments of the build.
    package var buildArguments: [ServiceText] = []
    /// When the image is fetched.
    package var pullPolicy = PullPolicy.missing
    /// The port that the process in the container listens on.
    package var internalPort: UInt16 = 8080
    /// Variables; their values are sealed.
    package var environment: [SealedVariable] = []
    /// Named volumes, and folders of the host below an allowed root.
    package var volumes: [ServiceVolume] = []
    /// Folders in memory, writable and empty at each start.
    package var temporaryFolders: [String] = ["/tmp"]
    /// Names of networks, each the owner's own; empty = the owner's `default`.
    package var networks: [String] = []
    /// Labels of the container besides those of this program.
    package var labels: [ServiceText] = []
    /// In place of the image's command; nil = the image's.
    package var command: [String]?
    /// In place of the image's entry point; nil = the image's.
    package var entrypoint: [String]?
    /// Where the command starts; nil = the image's.
    package var workingFolder: String?
    /// Bytes of memory.
    package var memoryBytes: UInt64 = 512 << 20
    /// Processors, also parts of one.
    package var cpus = 1.0
    /// Processes and threads.
    package var processLimit = 256
    /// When the engine starts it again.
    package var restartPolicy = RestartPolicy.unlessStopped
    /// The check by which the engine tells whether it is well; nil = the image's.
    package var healthCheck: ServiceHealthCheck?
    /// Whether its root file system cannot be written.
    package var hasReadOnlyRoot = true
    /// Name or number, maybe with a group behind a colon; nil = the image's.
    package var user: String?
    /// Capabilities to keep.
    package var capabilities: [String] = []
    /// Ports of the host that lead to it.
    package var ports: [ServicePort] = []
    /// Seconds from the signal to the end of a stop.
    package var stopSeconds = 10
    /// Seconds until a new container has to be well, and that requests wait at most for one that starts.
    package var startSeconds = 60
    /// Seconds that a container that was replaced keeps what it is busy with before it is stopped.
    package var drainSeconds = 5
    /// Seconds without requests after which it is stopped until the next request; nil = it stays.
    package var idleSeconds: Int?
    /// What happens when somebody else changes a container; nil = the setting.
    package var drift: DriftPolicy?
    /// Name of the node whose engine it belongs to; nil = any that the selector allows.
    package var node: String?
    /// Labels that the node must have.
    package var nodeSelector: [ServiceText] = []
    /// Identifier of the engine that it belongs to; nil until one has taken it.
    package var engine: String?
    /// Whether it shall run.
    package var activity = Activity.running
    /// Grows with every change that needs a new container; the container carries it.
    package var generation: Int64 = 1
    /// That it is to be removed; nil = it is not.
    package var deletion: ServiceDeletion?
    /// Name of the token that created it and owns it; nil = admin.
    package var owner: String?
    /// Milliseconds since 1970.
    package var createdAt: Int64
    /// Milliseconds since 1970.
    package var updatedAt: Int64

    /// Whether a proxy or route of this owner may send requests to it: the admin's may to every one.
    package func serves(owner: String?) -> Bool { owner == nil || owner == self.owner }

    /// Makes a service with the defaults.
    package init(name: String, createdAt: Int64) {
        self.name = name
        self.createdAt = createdAt
        updatedAt = createdAt
    }
}
