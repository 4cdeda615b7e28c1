/// A container as it shall be made.
///
/// What would give power over the host cannot be said in it: no privileged mode, no namespaces of the host or of other
/// containers, no devices, no security profile switched off, no bind mount other than a `BindSource`, no capability beyond
/// those that Docker gives by default.
package struct ContainerSpecification: Sendable {
    /// The image.
    package var image: ImageReference
    /// In place of the image's command; nil = the image's.
    package var command: [String]?
    /// In place of the image's entry point; nil = the image's.
    package var entrypoint: [String]?
    /// Variables besides those of the image.
    package var environment: [EnvironmentVariable] = []
    /// Labels; this program finds its containers by them.
    package var labels: [String: String] = [:]
    /// Name or number, maybe with a group behind a colon; nil = the image's.
    package var user: String?
    /// Where the command starts; nil = the image's.
    package var workingFolder: ContainerPath?
    /// Seconds from the signal to the end of a stop.
    package var stopSeconds = 10
    /// nil = the image's.
    package var healthCheck: HealthCheck?
    /// Ports that the host accepts connections for.
    package var ports: [PortPublication] = []
    /// Volumes, folders of the host and memory.
    package var mounts: [ContainerMount] = []
    /// The network; nil = none but the loopback interface.
    ///
    /// Further ones are connected after the container was made.
    package var network: NetworkAttachment?
    /// What it may use.
    package var limits = ContainerLimits()
    /// When it is started again.
    package var restart = RestartPolicy.unlessStopped
    /// Whether its root file system cannot be written.
    package var hasReadOnlyRoot = true
    /// What it may do besides what every process may.
    package var capabilities: Set<LinuxCapability> = []

    /// A container of an image, as safe as it gets.
    package init(image: ImageReference) { self.image = image }
}
