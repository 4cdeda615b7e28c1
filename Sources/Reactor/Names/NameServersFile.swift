internal import CLinux
internal import Glibc

/// Tells when `/etc/resolv.conf` has changed: c-ares reads it once per channel only.
struct NameServersFile {
    private struct Version: Equatable {
        var inode: UInt64 = 0
        var seconds = 0
        var nanoseconds = 0
        var size: Int64 = 0
    }

    private static let path = "/etc/resolv.conf"
    /// Milliseconds between two looks at the file.
    private static let interval: Int64 = 1000

    private var version = Self.current()
    private var nextLook: Int64 = 0

    /// Whether the file is another one than at the last call; looks at most once a second.
    mutating func hasChanged(now: Int64) -> Bool {
        guard now >= nextLook else { return false }
        nextLook = now + Self.interval
        let seen = Self.current()
        defer { version = seen }
        return seen != version
    }

    private static func current() -> Version {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return Version() }
        return Version(
            inode: UInt64(status.st_ino), seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec,
            size: Int64(status.st_size))
    }
}
