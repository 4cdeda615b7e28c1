internal import Glibc

/// A file that belongs to this user alone (mode 0600).
enum PrivateFile {
    /// Writes a text, over what is there; throws `CommandFailure`.
    ///
    /// The file is there whole or not at all.
    static func write(_ text: String, to path: String) throws(CommandFailure) {
        let draft = path + ".\(getpid())"
        let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard written > 0 else { break }
            bytes = bytes.dropFirst(written)
        }
        let isDurable = bytes.isEmpty && fsync(descriptor) == 0
        close(descriptor)
        guard isDurable, unsafe rename(draft, path) == 0 else {
            unsafe unlink(draft)
            throw failure(path)
        }
    }

    private static func failure(_ path: String) -> CommandFailure {
        CommandFailure(.usage, "proxyd: the file '\(path)' cannot be written")
    }
}
