package import ProxyModel

/// Who has which port of the host, over all services on record and all nodes.
///
/// A service that is being deleted keeps its ports until nothing of it is left.
package struct PortAllocation: Sendable {
    /// A port with its holder.
    package struct Entry: Sendable, Equatable {
        /// The service that has it.
        package let service: String
        /// Owner of that service; nil = admin.
        package let owner: String?
        /// The port.
        package let port: ServicePort

        /// Makes an entry.
        package init(service: String, owner: String?, port: ServicePort) {
            self.service = service
            self.owner = owner
            self.port = port
        }
    }

    private var holders: [UInt16: [Entry]] = [:]

    /// Makes the table of all services.
    package init(_ services: some Sequence<ContainerService>) {
        for service in services {
            for port in service.ports {
                holders[port.hostPort, default: []]
                    .append(Entry(service: service.name, owner: service.owner, port: port))
            }
        }
    }

    /// All ports that are taken, by number, then address and transport.
    package var entries: [Entry] {
        holders.values.joined().sorted {
            ($0.port.hostPort, $0.port.bind, $0.port.transport.rawValue, $0.service)
                < ($1.port.hostPort, $1.port.bind, $1.port.transport.rawValue, $1.service)
        }
    }

    /// Who has a socket, or one that overlaps with it; nil = nobody.
    ///
    /// A port of the service `service` that is named `name` does not stand in its own way.
    package func holder(of socket: PortSocket, besides name: String? = nil, of service: String? = nil) -> Entry? {
        holders[socket.port]?.first { entry in
            PortSocket(entry.port).overlaps(socket)
                && !(name != nil && entry.service == service && entry.port.name == name)
        }
    }

    /// The ports of a service that others have, or that two of its own want: index of the port, and who has it.
    ///
    /// The service's former ports do not count.
    package func conflicts(of service: ContainerService) -> [(index: Int, holder: Entry)] {
        service.ports.indices.compactMap { index in
            let socket = PortSocket(service.ports[index])
            let other = holders[socket.port]?.first { entry in
                entry.service != service.name && PortSocket(entry.port).overlaps(socket)
            }
            if let other { return (index, other) }
            let own = service.ports[..<index].first { PortSocket($0).overlaps(socket) }
            return own.map { (index, Entry(service: service.name, owner: service.owner, port: $0)) }
        }
    }

    /// A port that is free: the preferred one when the rules' range has it, else the next one of the range.
    ///
    /// `skipping` are ports that something else on the host has. Returns nil when the range is used up.
    package func freePort(
        bind: String, transport: ServicePort.Transport, rules: PortRules, preferring preferred: UInt16? = nil,
        skipping: Set<UInt16> = []
    ) -> UInt16? {
        func isFree(_ port: UInt16) -> Bool {
            !skipping.contains(port) && rules.refusal(of: port) == nil
                && holder(of: PortSocket(port, bind: bind, transport: transport)) == nil
        }
        if let preferred, rules.range.contains(preferred), isFree(preferred) { return preferred }
        for range in rules.range.ranges {
            if let port = range.ports.first(where: isFree) { return port }
        }
        return nil
    }

    /// What is free of the rules' range.
    package func freeRanges(bind: String, transport: ServicePort.Transport, rules: PortRules) -> [PortRange] {
        var free: [PortRange] = []
        for range in rules.range.ranges {
            var first: UInt16?
            for port in range.ports {
                let isFree =
                    rules.refusal(of: port) == nil
                    && holder(of: PortSocket(port, bind: bind, transport: transport)) == nil
                if isFree {
                    first = first ?? port
                } else if let start = first {
                    free.append(PortRange(start...(port - 1)))
                    first = nil
                }
            }
            if let start = first { free.append(PortRange(start...range.last)) }
        }
        return free
    }
}
