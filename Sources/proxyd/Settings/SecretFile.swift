internal import FoundationEssentials
internal import Glibc

/// A file that holds one secret and belongs to this user alone (mode 0600).
struct SecretFile: Sendable {
    let path: String

    /// The secret, without the line's end; nil when there is no such file.
    ///
    /// Throws `SettingProblem` when the file cannot be read, is empty, or may be read by other users.
    func read() throws(SettingProblem) -> String? {
        guard let status = FileStatus(path: path) else { return nil }
        guard status.mode & 0o077 == 0 else {
            throw problem(
                "may be read by other users (mode \(String(status.mode, radix: 8))); run: chmod 600 '\(path)'")
        }
        guard let contents = FileManager.default.contents(atPath: path) else { throw problem("cannot be read") }
        let text =
            String(decoding: contents, as: UTF8.self).split(separator: "\n").first.map { $0.trimmingSpaces } ?? ""
        guard !text.isEmpty else { throw problem("is empty; remove it to have a new one made") }
        return text
    }

    /// Writes the secret if no file is there, and returns what the file holds then.
    ///
    /// Two processes that start at the same time agree on one secret; after a crash there is a whole file or none.
    func create(_ secret: String) throws(SettingProblem) -> String {
        let draft = path + ".\(getpid())"
        let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw problem("cannot be made") }
        let bytes = Array((secret + "\n").utf8)
        let written = unsafe write(descriptor, bytes, bytes.count)
        let isDurable = written == bytes.count && fsync(descriptor) == 0
        close(descriptor)
        defer { unsafe unlink(draft) }
        guard isDurable else { throw problem("cannot be written") }
        guard unsafe link(draft, path) == 0 else {
            guard let existing = try read() else { throw problem("cannot be made") }
            return existing
        }
        synchronizeFolder()
        return secret
    }

    private func synchronizeFolder() {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private func problem(_ reason: String) -> SettingProblem {
        SettingProblem(name: "STATE_DIR", reason: "the file '\(path)' \(reason)", example: nil, origin: nil)
    }
}
