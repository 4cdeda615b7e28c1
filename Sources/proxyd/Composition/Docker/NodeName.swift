internal import DockerControl
internal import Glibc

/// What this node is called where services are placed.
enum NodeName {
    /// The host's name, as far as it is one; else `localhost`.
    static var host: String {
        var bytes = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&bytes, bytes.count - 1) == 0 else { return "localhost" }
        let name = bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
        return EngineName(String(decoding: name.prefix(128), as: UTF8.self))?.description ?? "localhost"
    }
}
