package import ProxyModel

/// What services may ask of engines; the defaults are those of the settings.
///
/// It is asked by operations before something goes on record, and again before a container is made, since settings change
/// and records can be imported.
package struct ServicePolicy: Sendable, Equatable {
    /// Most bytes of the names and values of all labels of a service.
    static let labelBytes = 16 << 10
    /// Most bytes of a service as JSON: each look at an engine reads those of all its containers.
    static let definitionBytes = 64 << 10

    /// Registries that images may come from; `*` is every one.
    package var registries = ["docker.io", "ghcr.io", "quay.io"]
    /// Globs of complete image names without tag and digest.
    package var images = ["*"]
    /// Whether images are named with their digest.
    package var requiresDigest = false
    /// Folders and files of the host that may be mounted, themselves and nothing below them; empty = none is.
    package var bindRoots: [String] = []
    /// Folders of the node below which the context of a build may be; empty = nothing is built.
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
    /// Ports and addresses of the host that a service may have.
    package var ports = PortRules()
    /// Whether a process may have the account 0 when its image or its service says so.
    package var allowsRoot = true
    /// Path of the engine's socket, which no container sees; nil = it has none.
    package var engineSocket: String?

    /// The defaults.
    package init() {}

    /// Everything that speaks against a service.
    package func refusals(of service: ContainerService) -> [ServiceRefusal] {
        imageRefusals(of: service) + buildRefusals(of: service) + storageRefusals(of: service)
            + processRefusals(of: service) + portRefusals(of: service)
    }

    private func processRefusals(of service: ContainerService) -> [ServiceRefusal] {
        var refusals: [ServiceRefusal] = []
        for (index, text) in service.capabilities.enumerated() {
            let pointer = "/capabilities/\(index)"
            guard let capability = LinuxCapability(text) else {
                refusals.append(
                    ServiceRefusal(.capability, pointer, "no container gets the capability '\(text)'", setting: nil))
                continue
            }
            if !capabilities.contains(capability) {
                refusals.append(
                    ServiceRefusal(.capability, pointer, "the capability \(capability.rawValue) is not given away"))
            }
        }
        if service.memoryBytes > memoryBytes {
            let detail = "\(service.memoryBytes >> 20) MiB of memory is more than \(memoryBytes >> 20) MiB"
            refusals.append(ServiceRefusal(.memory, "/memory_limit", detail))
        }
        if service.cpus > cpus {
            let detail = "\(service.cpus) processors are more than \(cpus)"
            refusals.append(ServiceRefusal(.processors, "/cpu_limit", detail))
        }
        if service.processLimit > processes {
            let detail = "\(service.processLimit) processes are more than \(processes)"
            refusals.append(ServiceRefusal(.processes, "/pids_limit", detail))
        }
        if !allowsRoot, !Self.isNumbered(service.user) {
            let detail = "the account has to be a number other than 0, since a name may be another name of root"
            refusals.append(ServiceRefusal(.user, "/user", detail))
        }
        for label in service.labels where label.name.hasPrefix(EngineLabels.prefix) {
            let pointer = "/labels/" + Self.escaped(label.name)
            let detail = "labels that begin with '\(EngineLabels.prefix)' are this program's own"
            refusals.append(ServiceRefusal(.label, pointer, detail))
        }
        return refusals + sizeRefusals(of: service)
    }

    private func sizeRefusals(of service: ContainerService) -> [ServiceRefusal] {
        var refusals: [ServiceRefusal] = []
        let labels = service.labels.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
        if labels > Self.labelBytes {
            let detail = "the labels have \(labels) bytes; \(Self.labelBytes) are the most of all together"
            refusals.append(ServiceRefusal(.label, "/labels", detail))
        }
        let definition = ConfigurationRecord.dockerService(service).storedJSON().count
        if definition > Self.definitionBytes {
            let detail = "the service has \(definition) bytes as JSON; \(Self.definitionBytes) are the most"
            refusals.append(ServiceRefusal(.size, "", detail))
        }
        return refusals
    }

    private func portRefusals(of service: ContainerService) -> [ServiceRefusal] {
        service.ports.enumerated().flatMap { index, port in
            ports.refusals(of: port).map { refusal in
                ServiceRefusal(
                    ServiceRule(rawValue: refusal.rule) ?? .restrictedPort, "/port_configs/\(index)\(refusal.pointer)",
                    refusal.detail, setting: refusal.setting)
            }
        }
    }

    /// Whether an account is told by a number other than 0.
    private static func isNumbered(_ user: String?) -> Bool {
        guard let account = user?.split(separator: ":", omittingEmptySubsequences: false).first,
            account.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt32(account)
        else { return false }
        return number > 0
    }

    /// A member's name in a JSON Pointer (RFC 6901 §3).
    private static func escaped(_ name: String) -> String {
        name.reduce(into: "") { text, character in
            switch character {
            case "~": text += "~0"
            case "/": text += "~1"
            default: text.append(character)
            }
        }
    }
}
