package import ProxyModel

/// What an engine tells of one container, its environment left out.
package struct ContainerDetails: Sendable {
    /// The identifier.
    package let id: EngineName
    /// The name.
    package let name: EngineName
    /// The identifier of its image.
    package let imageID: String
    /// The image as it was asked for.
    package let image: String
    /// When it was made.
    package let createdAt: Timestamp?
    /// How it is doing.
    package let state: ContainerState
    /// How often the engine has started it again.
    package let restarts: Int
    /// Its labels, those of the image included.
    package let labels: [String: String]
    /// Whether its output is that of a terminal, not of two streams.
    package let hasTerminal: Bool
    /// Its places on networks.
    package let endpoints: [ContainerEndpoint]
    /// The ports that the host accepts connections for at the moment.
    package let publishedPorts: [PortPublication]
    /// The volumes that are mounted.
    package let volumes: [EngineName]
    /// Bytes of memory that it may use; 0 = all.
    package let memoryBytes: UInt64
    /// Billionths of a processor that it may use; 0 = all.
    package let nanoCPUs: UInt64
    /// Processes and threads that it may have; 0 or less = without limit.
    package let processLimit: Int
    /// Whether it was made with less than the engine gives by itself: without capabilities, or without ways to new privileges.
    ///
    /// Steps of builds never are, whatever a Dockerfile says.
    package let isConfined: Bool

    init?(_ document: JSONValue) {
        guard let id = EngineName(document.text("Id")), let name = EngineName(document.text("Name")),
            let state = document["State"]
        else { return nil }
        self.id = id
        self.name = name
        imageID = document.text("Image")
        image = document["Config"]?.text("Image") ?? ""
        createdAt = document.moment("Created")
        self.state = ContainerState(state)
        restarts = document.number("RestartCount") ?? 0
        labels = document["Config"]?.dictionary("Labels") ?? [:]
        hasTerminal = document["Config"]?.flag("Tty") ?? false
        endpoints = ContainerEndpoint.all(in: document["NetworkSettings"])
        publishedPorts = Self.ports(document["NetworkSettings"]?["Ports"])
        let host = document["HostConfig"] ?? .null
        memoryBytes = host.count("Memory")
        nanoCPUs = host.count("NanoCpus")
        processLimit = host.number("PidsLimit") ?? 0
        isConfined =
            !host.texts("CapDrop").isEmpty || host.texts("SecurityOpt").contains { $0.hasPrefix("no-new-privileges") }
        volumes = document.list("Mounts").compactMap { mount in
            mount.text("Type") == "volume" ? EngineName(mount.text("Name")) : nil
        }
    }

    private static func ports(_ document: JSONValue?) -> [PortPublication] {
        (document?.objectValue?.members ?? []).flatMap { member -> [PortPublication] in
            let parts = member.name.split(separator: "/")
            guard parts.count == 2, let port = UInt16(parts[0]),
                let transport = PortPublication.Transport(rawValue: String(parts[1]))
            else { return [] }
            return (member.value.arrayValue ?? []).compactMap { binding in
                UInt16(binding.text("HostPort")).flatMap { hostPort in
                    // Podman leaves the address of all interfaces out.
                    PortPublication(port, transport, on: binding.wording("HostIp") ?? "0.0.0.0", port: hostPort)
                }
            }
        }
    }
}
