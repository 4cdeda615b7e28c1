/// What became of a service: derived from its engine, written by the reconciler that has its engine's lease.
package struct ServiceStatus: Sendable, Equatable {
    /// What went wrong last.
    package struct Failure: Sendable, Equatable {
        /// One of `EngineFailure.Code`'s words, a rule of the policy, or a word of the reconciler.
        package var code: String
        /// For people: what the engine said, and what can be done.
        package var message: String
        /// Milliseconds since 1970.
        package var at: Int64
        /// When it is tried again, in milliseconds since 1970; nil = not before something changes.
        package var retryAt: Int64?

        /// Makes a failure.
        package init(code: String, message: String, at: Int64, retryAt: Int64? = nil) {
            self.code = code
            self.message = message
            self.at = at
            self.retryAt = retryAt
        }
    }

    /// How far a pull or a build is.
    package struct Progress: Sendable, Equatable {
        /// 0 to 100; nil = nobody knows.
        package var percent: Int?
        /// The last line.
        package var text: String

        /// Makes a progress.
        package init(percent: Int?, text: String) {
            self.percent = percent
            self.text = text
        }
    }

    /// Name of the service.
    package var service: String
    /// Identifier of the engine.
    package var engine: String
    /// Name of the node.
    package var node: String
    /// How far it is.
    package var phase: ServicePhase
    /// Generation of the container that requests go to; nil = none.
    package var generation: Int64?
    /// Identifier of that container.
    package var containerID: String?
    /// Name of that container.
    package var containerName: String?
    /// Identifier of its image.
    package var imageID: String?
    /// `starting`, `healthy`, `unhealthy` or `none`.
    package var health = "none"
    /// `address:port` that requests go to; nil = none.
    package var address: String?
    /// Milliseconds since 1970; nil = it does not run.
    package var startedAt: Int64?
    /// The code that it ended with; nil = it runs, or never did.
    package var exitCode: Int?
    /// How often the engine has started it again.
    package var restarts = 0
    /// What differs from what was made, by others' hands.
    package var drift: [String] = []
    /// What went wrong last; nil = nothing since it was well.
    package var failure: Failure?
    /// The last lines that a container printed which ended by itself, and those of a build that failed.
    package var lastOutput: [String] = []
    /// How far a pull or a build is; nil = none is under way.
    package var progress: Progress?
    /// Milliseconds since 1970.
    package var updatedAt: Int64

    /// Makes a status without a container.
    package init(service: String, engine: String, node: String, phase: ServicePhase, updatedAt: Int64) {
        self.service = service
        self.engine = engine
        self.node = node
        self.phase = phase
        self.updatedAt = updatedAt
    }
}
