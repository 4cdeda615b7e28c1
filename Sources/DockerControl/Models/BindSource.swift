internal import Glibc

/// A folder or file of the engine's host that a container may see.
///
/// It exists only for a path that the operator lists, and never for one below it: a container that may write to a folder
/// can make links there, and the engine would follow them wherever they lead.
package struct BindSource: Sendable, Hashable, CustomStringConvertible {
    /// Why a path is refused.
    package enum Refusal: String, Error, Sendable {
        case notAbsolute = "the path is not absolute, or has . or .. among its parts"
        case outsideRoots = "the path is not under an allowed root"
        case notListed = "the path is not one of the allowed folders itself"
        case belowAnother = "the path is below another allowed folder, where a container could put a link in its place"
        case link = "the path is a link, or leads through one"
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

    /// Takes one of the allowed folders; `engineSocket` is refused wherever it is.
    ///
    /// Throws `Refusal`.
    package init(_ text: String, among folders: [String], engineSocket: String? = nil) throws(Refusal) {
        let path = try Self.harmless(text, engineSocket)
        let listed = folders.compactMap { ContainerPath($0)?.description }
        guard listed.contains(where: { $0.utf8.elementsEqual(path.utf8) }) else { throw .notListed }
        guard !listed.contains(where: { !$0.utf8.elementsEqual(path.utf8) && Self.contains($0, path) }) else {
            throw .belowAnother
        }
        description = path
    }

    /// Whether the path leads elsewhere on this host; one that is not here is the engine's to refuse.
    package var isLink: Bool {
        guard let resolved = Self.resolved(description) else { return false }
        return !resolved.utf8.elementsEqual(description.utf8)
    }

    /// A path under one of the roots, which this process itself may read; `engineSocket` is refused wherever it is.
    ///
    /// Throws `Refusal`.
    static func path(
        _ text: String, within roots: [String], engineSocket: String? = nil
    ) throws(Refusal) -> String {
        let path = try harmless(text, engineSocket)
        guard roots.compactMap({ ContainerPath($0)?.description }).contains(where: { contains($0, path) }) else {
            throw .outsideRoots
        }
        return path
    }

    /// Where a path of this host leads; nil when there is nothing.
    static func resolved(_ path: String) -> String? {
        guard !path.isEmpty, let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(validatingCString: resolved)
    }

    private static func harmless(_ text: String, _ engineSocket: String?) throws(Refusal) -> String {
        guard let path = ContainerPath(text)?.description else { throw .notAbsolute }
        let name = path.utf8.split(separator: 0x2F).last.map { String(decoding: $0, as: UTF8.self) } ?? ""
        let forbidden = reserved + (engineSocket.map { [ContainerPath($0)?.description ?? $0] } ?? [])
        guard !sockets.contains(name),
            !forbidden.contains(where: { contains($0, path) || contains(path, $0) })
        else { throw .reserved }
        return path
    }

    /// By bytes: texts that Unicode calls equal may be the names of different files.
    private static func contains(_ folder: String, _ path: String) -> Bool {
        path.utf8.elementsEqual(folder.utf8) || path.utf8.starts(with: (folder + "/").utf8)
    }
}
