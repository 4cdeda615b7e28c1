internal import Glibc

/// The redis-server of an earlier run that was killed, if it is still there.
///
/// Its process number comes from the pid file in the folder; that it is ours is checked by name and working folder, so that a
/// number which the kernel has given to another process does no harm.
struct OrphanedServer {
    let pid: pid_t
    private let folder: String

    /// Finds it; nil when there is none.
    init?(folder: String) {
        guard let text = SmallFile.tail(folder + "/redis.pid", 32),
            let pid = pid_t(text.prefix { $0.isNumber }), pid > 1
        else { return nil }
        self.pid = pid
        self.folder = folder
        guard isThere else { return nil }
    }

    /// Whether the process is still there and ours.
    var isThere: Bool {
        guard let name = SmallFile.tail("/proc/\(pid)/comm", 4096), name.hasPrefix("redis-server"),
            let place = SmallFile.link("/proc/\(pid)/cwd"), let ours = resolved(folder)
        else { return false }
        return place == ours
    }

    /// Sends a signal if the process is still ours.
    func signal(_ number: Int32) {
        if isThere { kill(pid, number) }
    }

    private func resolved(_ path: String) -> String? {
        guard let real = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(real) }
        return unsafe String(cString: real)
    }
}
