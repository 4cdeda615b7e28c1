internal import Glibc
internal import ProxyCore
internal import Reactor

/// Every address to listen on, with its role and the setting that names it.
struct ListenerPlan: Sendable, CustomStringConvertible {
    /// One of them.
    struct Entry: Sendable {
        let address: SocketAddress
        let role: Listener.Role
        /// The environment variable, for messages.
        let setting: String
        /// Only one worker serves it.
        let isSingle: Bool
    }

    let entries: [Entry]
    let backlog: Int32

    /// Makes the plan; throws `SettingProblem`.
    init(_ settings: ListenerSettings) throws {
        var entries: [Entry] = []
        func add(_ port: UInt16, _ address: BindAddress, _ setting: String, _ change: (inout Listener.Role) -> Void) {
            guard port != 0 else { return }
            var role = Listener.Role()
            change(&role)
            entries.append(
                Entry(
                    address: Self.address(address, port), role: role, setting: setting, isSingle: role.isManagement))
        }
        for port in settings.httpPorts {
            add(port, settings.bindAddress, "HTTP_PORT") {
                $0.expectsProxyHeader = settings.proxyProtocolListeners.contains(.http)
            }
        }
        for port in settings.httpsPorts {
            add(port, settings.bindAddress, "HTTPS_PORT") {
                $0.isTLS = true
                $0.expectsProxyHeader = settings.proxyProtocolListeners.contains(.https)
            }
        }
        add(settings.apiPort, settings.apiBindAddress, "API_PORT") {
            $0.isManagement = true
            $0.expectsProxyHeader = settings.proxyProtocolListeners.contains(.api)
        }
        add(settings.proxyProtocolPort, settings.bindAddress, "PROXY_PROTOCOL_PORT") {
            $0.expectsProxyHeader = true
            $0.detectsTLS = true
        }
        self.entries = entries
        self.backlog = Int32(clamping: settings.backlog)
    }

    /// The port that redirects to HTTPS lead to; 0 without HTTPS.
    var httpsPort: UInt16 { entries.first { $0.role.isTLS }?.address.port ?? 0 }

    var description: String { entries.map { "\($0.setting)=\($0.address)" }.joined(separator: " ") }

    /// Binds each address once for itself: a port that another process shares by SO_REUSEPORT would go unnoticed.
    ///
    /// Throws `SettingProblem` naming the port and its setting.
    func probe() throws {
        for entry in entries { Socket.close(try open(entry, shared: false)) }
    }

    /// Opens the sockets of one worker; throws `SettingProblem`.
    func open(first: Bool) throws -> [(descriptor: Int32, role: Listener.Role)] {
        var opened: [(descriptor: Int32, role: Listener.Role)] = []
        for entry in entries where first || !entry.isSingle {
            opened.append((try open(entry, shared: !entry.isSingle), entry.role))
        }
        return opened
    }

    private func open(_ entry: Entry, shared: Bool) throws -> Int32 {
        var options = Socket.ListenOptions()
        options.reusePort = shared
        options.backlog = backlog
        do throws(SystemError) {
            return try Socket.listen(entry.address, options)
        } catch {
            if error.code == EAFNOSUPPORT || error.code == EADDRNOTAVAIL,
                case .ip(let address, let port) = entry.address, address.high == 0, address.low == 0
            {
                // No IPv6 on this machine: IPv4 alone then.
                let plain = Entry(
                    address: .ip(IPAddress(v4: 0), port: port), role: entry.role, setting: entry.setting,
                    isSingle: entry.isSingle)
                return try open(plain, shared: shared)
            }
            throw Self.problem(error, entry)
        }
    }

    private static func address(_ bind: BindAddress, _ port: UInt16) -> SocketAddress {
        switch bind {
        case .everywhere: .ip(IPAddress(high: 0, low: 0), port: port)
        case .literal(let text): .ip(IPAddress(text) ?? IPAddress(v4: 0x7F00_0001), port: port)
        }
    }

    private static func problem(_ error: SystemError, _ entry: Entry) -> SettingProblem {
        let port = entry.address.port
        if error.code == EADDRNOTAVAIL {
            let isManagement = entry.role.isManagement
            return SettingProblem(
                name: isManagement ? "API_BIND_ADDRESS" : "BIND_ADDRESS",
                reason: "no interface of this machine has the address of \(entry.address)",
                example: isManagement ? "127.0.0.1" : "0.0.0.0", origin: nil)
        }
        let reason =
            switch error.code {
            case EADDRINUSE: "port \(port) is in use by another program"
            case EACCES: "port \(port) may only be bound by root (or with CAP_NET_BIND_SERVICE)"
            default: "cannot listen on \(entry.address): \(error)"
            }
        return SettingProblem(name: entry.setting, reason: reason, example: String(port &+ 1), origin: nil)
    }
}
