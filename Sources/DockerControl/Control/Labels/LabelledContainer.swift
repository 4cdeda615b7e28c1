internal import ProxyModel

/// A container that somebody else started, and what its labels ask for.
struct LabelledContainer: Sendable, Equatable {
    /// Why labels are not followed; for the log.
    struct Problem: Error, Equatable, CustomStringConvertible {
        let description: String

        init(_ description: String) { self.description = DisplayableText.line(description) ?? "" }
    }

    /// What containers are found by.
    static let filter = "proxyd.enable=true"

    let id: EngineName
    let name: EngineName
    /// Milliseconds since 1970.
    let createdAt: Int64
    let phase: ServiceEndpoints.Phase
    let labels: [String: String]
    let endpoints: [ContainerEndpoint]
    /// The ports that its image says it listens on.
    let exposedPorts: [UInt16]

    /// Takes what the engine tells; nil for containers of this program, whichever installation's, and for those whose image
    /// alone says that they want an address: an image says nothing of who runs it.
    init?(_ details: ContainerDetails, image: ImageDetails?) {
        let own = details.labels.filter { label, value in image?.labels[label] != value }
        guard details.labels["proxyd.installation"] == nil, own["proxyd.enable"] == "true" else { return nil }
        self.init(
            id: details.id, name: details.name, createdAt: details.createdAt?.milliseconds ?? 0,
            phase: Self.phase(details.state), labels: own, endpoints: details.endpoints,
            exposedPorts: image?.exposedPorts ?? [])
    }

    init(
        id: EngineName, name: EngineName, createdAt: Int64, phase: ServiceEndpoints.Phase, labels: [String: String],
        endpoints: [ContainerEndpoint], exposedPorts: [UInt16]
    ) {
        self.id = id
        self.name = name
        self.createdAt = createdAt
        self.phase = phase
        self.labels = labels
        self.endpoints = endpoints
        self.exposedPorts = exposedPorts
    }

    /// The host that it asks for, one of those that the globs allow.
    func host(among globs: [String]) throws(Problem) -> Hostname {
        guard let text = labels["proxyd.host"] else { throw Problem("proxyd.host is missing") }
        let host: Hostname
        do throws(HostnameProblem) {
            host = try Hostname(text)
        } catch {
            throw Problem("proxyd.host: '\(text.prefix(253))' is no host name")
        }
        guard globs.contains(where: { Glob.matches($0.utf8, host.text.utf8) }) else {
            throw Problem("proxyd.host: '\(host.text)' is not among DOCKER_LABEL_HOSTS")
        }
        return host
    }

    /// Where requests go; nil while it has no address.
    func upstream() throws(Problem) -> UpstreamURL? {
        let port = try port()
        let network = labels["proxyd.network"]
        if let network, !endpoints.contains(where: { $0.network == network }) {
            throw Problem("proxyd.network: it is not in the network '\(network.prefix(255))'")
        }
        let places = endpoints.filter { network == nil || $0.network == network }.sorted { $0.network < $1.network }
        let address = places.lazy.compactMap { place in place.address ?? place.address6.map { "[\($0)]" } }.first
        guard let address else { return nil }
        return try? UpstreamURL("http://\(address):\(port)")
    }

    private func port() throws(Problem) -> UInt16 {
        guard let text = labels["proxyd.port"] else {
            guard let port = exposedPorts.first, exposedPorts.count == 1 else {
                throw Problem("proxyd.port is missing, and the image does not expose exactly one port")
            }
            return port
        }
        guard let range = PortRange(text), range.first == range.last else {
            throw Problem("proxyd.port: '\(text.prefix(32))' is no port")
        }
        return range.first
    }

    private static func phase(_ state: ContainerState) -> ServiceEndpoints.Phase {
        switch (state.phase, state.health) {
        case (.running, .healthy), (.running, .none): .ready
        case (.running, .starting), (.restarting, _): .starting
        case (.running, .unhealthy), (.dead, _): .failed
        default: .stopped
        }
    }
}
