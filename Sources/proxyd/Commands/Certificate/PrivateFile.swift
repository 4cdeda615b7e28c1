internal import Glibc

/// A file that belongs to this user alone (mode 0600).
enum PrivateFile {
    /// Writes a text, over what is there; throws `CommandFailure`.
    ///
    /// The file is there whole or not at all.
    static func write(_ text: String, to path: String) throws(CommandFailure) {
        let draft = path + ".\(getpid())"
        let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path, errno) }
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard written > 0 else { break }
            bytes = bytes.dropFirst(written)
        }
        let isDurable = bytes.isEmpty && fsync(descriptor) == 0
        // Whatever follows a failure sets it anew.
        let lastError = errno
        close(descriptor)
        guard isDurable else {
            unsafe unlink(draft)
            throw failure(path, lastError)
        }
        guard unsafe rename(draft, path) == 0 else {
            let lastError = errno
            unsafe unlink(draft)
            throw failure(path, lastError)
        }
    }

    private static func failure(_ path: String, _ code: Int32) -> CommandFailure {
        CommandFailure(
            .usage, "proxyd: the file '\(path)' cannot be written: \(unsafe String(cString: strerror(code)))")
    }
}
