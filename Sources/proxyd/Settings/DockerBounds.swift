package import DockerControl
package import ProxyModel

/// What services may ask of an engine; everything else is refused by the name of the setting.
package struct DockerBounds: Sendable {
    /// Registries that images may come from; `*` is every one.
    package var registries = ["docker.io", "ghcr.io", "quay.io"]
    /// Globs of complete image names without tag and digest.
    package var images = ["*"]
    /// Whether images are named with their digest.
    package var requiresDigest = false
    /// Folders of the host below which bind mounts may be; empty = none are made.
    package var bindRoots: [String] = []
    /// Folders of the host below which the context of a build may be; empty = nothing is built.
    package var buildRoots: [String] = []
    /// Capabilities that a service may keep.
    package var capabilities: [LinuxCapability] = [
        .chown, .dacOverride, .fowner, .setgid, .setuid, .netBindService, .kill,
    ]
    /// Most memory of one container, in bytes.
    package var memoryBytes: UInt64 = 4 << 30
    /// Most processors of one container.
    package var cpus = 4.0
    /// Most processes and threads of one container.
    package var processes = 4_096
    /// Ports of the host that may be given out.
    package var ports: ClosedRange<UInt16> = 11_000...20_000
    /// Ports of the host that are never given out, besides those that this process listens on.
    package var restrictedPorts: [ClosedRange<UInt16>] = [
        1...1_023, 3_306...3_306, 5_432...5_432, 6_379...6_379, 27_017...27_017,
    ]
    /// Addresses of the host that ports may be bound to, each a block of one.
    package var publishAddresses: [AddressBlock] = ["127.0.0.1", "::1"].compactMap { AddressBlock($0) }
    /// Whether a process may have the account 0 when its image or its service says so.
    package var allowsRoot = true
}
