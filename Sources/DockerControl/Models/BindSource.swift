/// A folder or file of the engine's host that a container may see.
///
/// It exists only for paths under the roots that the operator allows. Paths are compared by their text: a symbolic link
/// under a root leads where it leads, so whoever can make links there has to be trusted.
package struct BindSource: Sendable, Hashable, CustomStringConvertible {
    /// Why a path is refused.
    package enum Refusal: String, Error, Sendable {
        case notAbsolute = "the path is not absolute, or has . or .. among its parts"
        case outsideRoots = "the path is not under an allowed root"
        case reserved = "the path is one of the host's system, or would show the engine's socket"
    }

    /// The path, without a slash at the end.
    package let description: String

    /// What gives power over the host to who can write it, or see through it.
    private static let reserved = [
        "/proc", "/sys", "/dev", "/run", "/var/run", "/boot", "/etc", "/root", "/usr", "/bin", "/sbin", "/lib",
        "/lib64",
        "/var/lib/docker", "/var/lib/containerd", "/var/lib/containers",
    ]
    private static let sockets: Set<String> = ["docker.sock", "podman.sock", "containerd.sock"]

    /// Takes a path under one of the allowed roots; `engineSocket` is refused wherever it is.
    ///
    /// Throws `Refusal`.
    package init(_ text: String, within roots: [String], engineSocket: String? = nil) throws(Refusal) {
        guard let path = ContainerPath(text)?.description else { throw .notAbsolute }
        let name = path.utf8.split(separator: 0x2F).last.map { String(decoding: $0, as: UTF8.self) } ?? ""
        let forbidden = Self.reserved + (engineSocket.map { [ContainerPath($0)?.description ?? $0] } ?? [])
        guard !Self.sockets.contains(name),
            !forbidden.contains(where: { Self.contains($0, path) || Self.contains(path, $0) })
        else { throw .reserved }
        guard roots.compactMap({ ContainerPath($0)?.description }).contains(where: { Self.contains($0, path) }) else {
            throw .outsideRoots
        }
        description = path
    }

    /// By bytes: texts that Unicode calls equal may be the names of different files.
    private static func contains(_ folder: String, _ path: String) -> Bool {
        path.utf8.elementsEqual(folder.utf8) || path.utf8.starts(with: (folder + "/").utf8)
    }
}
