internal import CLinux
internal import Glibc

/// Tells when the file that lists the servers has changed: c-ares reads it once per channel only.
struct NameServersFile {
    private struct Version: Equatable {
        var inode: UInt64 = 0
        var seconds = 0
        var nanoseconds = 0
        var size: Int64 = 0
    }

    /// Milliseconds between two looks at the file.
    private static let interval: Int64 = 1000

    private let path: String
    private var version: Version
    private var nextLook: Int64 = 0

    init(path: String) {
        self.path = path
        version = Self.version(path)
    }

    /// Whether the file is another one than at the last call; looks at most once a second.
    mutating func hasChanged(now: Int64) -> Bool {
        guard now >= nextLook else { return false }
        nextLook = now + Self.interval
        let seen = Self.version(path)
        defer { version = seen }
        return seen != version
    }

    private static func version(_ path: String) -> Version {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return Version() }
        return Version(
            inode: UInt64(status.st_ino), seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec,
            size: Int64(status.st_size))
    }
}
