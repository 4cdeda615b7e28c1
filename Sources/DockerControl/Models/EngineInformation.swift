internal import ProxyModel

/// What an engine says of itself and its host.
package struct EngineInformation: Sendable {
    /// The engine's own identifier; empty where it has none.
    package let id: String
    /// The host's name.
    package let name: String
    /// The engine's version, such as `20.10.24`.
    package let version: String
    /// Processors of the host.
    package let processors: Int
    /// Bytes of memory of the host.
    package let memoryBytes: UInt64
    /// How images are stored.
    package let storageDriver: String
    /// Whether limits of memory are kept.
    package let limitsMemory: Bool
    /// Whether limits of processes are kept.
    package let limitsProcesses: Bool
    /// Such as `name=seccomp,profile=default` and `name=rootless`.
    package let securityOptions: [String]
    /// What the engine warns of.
    package let warnings: [String]

    init(_ document: JSONValue) {
        id = document.text("ID")
        name = document.text("Name")
        version = document.text("ServerVersion")
        processors = document.number("NCPU") ?? 0
        memoryBytes = document.count("MemTotal")
        storageDriver = document.text("Driver")
        limitsMemory = document.flag("MemoryLimit")
        limitsProcesses = document.flag("PidsLimit")
        securityOptions = document.texts("SecurityOptions")
        warnings = document.texts("Warnings")
    }
}
