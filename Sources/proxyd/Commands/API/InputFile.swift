internal import FoundationEssentials
internal import Glibc

/// A file that a command was given by name.
enum InputFile {
    /// The contents as text, of standard input for `-`; throws `CommandFailure`.
    static func read(_ path: String) throws(CommandFailure) -> String {
        let name = path == "-" ? "/dev/stdin" : path
        guard let contents = FileManager.default.contents(atPath: name) else {
            throw CommandFailure(.usage, "proxyd: the file '\(path)' cannot be read\(reason(name))")
        }
        return String(decoding: contents, as: UTF8.self)
    }

    /// Why a file cannot be read, after a colon; empty when the system allows it.
    private static func reason(_ path: String) -> String {
        guard unsafe access(path, R_OK) != 0 else { return "" }
        return unsafe ": " + String(cString: strerror(errno))
    }

    /// Throws `CommandFailure` for a file of authorities that is named but cannot be read.
    static func requireAuthorities(_ path: String?) throws(CommandFailure) {
        guard let path, !FileManager.default.isReadableFile(atPath: path) else { return }
        throw CommandFailure(
            .usage,
            "proxyd: --ca-file: the file '\(path)' cannot be read; the local CA's is made by: proxyd ca show > FILE")
    }
}
