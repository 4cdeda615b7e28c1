internal import Glibc

/// The process's diagnostics, apart from what scripts read on standard output.
enum StandardError {
    /// Writes a line in one piece.
    static func write(_ line: String, terminator: String = "\n") {
        var bytes = Array((line + terminator).utf8)[...]
        while !bytes.isEmpty {
            let written = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            guard written > 0 else { return }
            bytes = bytes.dropFirst(written)
        }
    }
}
