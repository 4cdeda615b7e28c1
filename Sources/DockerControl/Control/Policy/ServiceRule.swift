/// A rule that services keep, by the word that refusals name it with.
package enum ServiceRule: String, Sendable, CaseIterable {
    case image
    case registry
    case imageName = "image_name"
    case digest
    case build
    /// A Dockerfile of which it is not certain what images it names.
    case dockerfile
    case bindMount = "bind_mount"
    case mountTarget = "mount_target"
    case capability
    case memory
    case processors
    case processes
    case user
    case label
    case listenerPort = "listener_port"
    case restrictedPort = "restricted_port"
    case publishAddress = "publish_address"
    case gatedPort = "gated_port"
    /// The whole service is too long.
    case size
    /// A member of a request that other tools know and that gives power over the host.
    case forbidden

    /// The setting that decides; nil = none does, the rule always holds.
    package var setting: String? {
        switch self {
        case .image, .dockerfile, .mountTarget, .label, .forbidden, .size: nil
        case .registry: "DOCKER_REGISTRIES"
        case .imageName: "DOCKER_IMAGES"
        case .digest: "DOCKER_REQUIRE_DIGEST"
        case .build: "DOCKER_BUILD_ROOTS"
        case .bindMount: "DOCKER_BIND_ROOTS"
        case .capability: "DOCKER_CAPABILITIES"
        case .memory: "DOCKER_MEMORY_MAX"
        case .processors: "DOCKER_CPU_MAX"
        case .processes: "DOCKER_PIDS_MAX"
        case .user: "DOCKER_ALLOW_ROOT"
        case .listenerPort, .restrictedPort: "DOCKER_RESTRICTED_PORTS"
        case .publishAddress: "DOCKER_PUBLISH_ADDRESSES"
        case .gatedPort: "DOCKER_REACH"
        }
    }
}
