internal import Glibc

/// Finds programs as a shell does.
enum ProgramSearch {
    /// The usual places, which a service's `PATH` may lack.
    private static let usual = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/sbin", "/sbin"]

    /// The path of an executable file, or nil.
    static func find(_ program: String) -> String? {
        if program.contains("/") { return isExecutable(program) ? program : nil }
        let path = unsafe getenv("PATH").map { unsafe String(cString: $0) } ?? ""
        let folders = path.split(separator: ":").map(String.init) + usual
        return folders.lazy.map { $0 + "/" + program }.first(where: isExecutable)
    }

    private static func isExecutable(_ path: String) -> Bool { unsafe access(path, X_OK) == 0 }
}
