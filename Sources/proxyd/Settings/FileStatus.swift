internal import Glibc

/// What decides whether a file can be trusted with a secret.
struct FileStatus {
    let owner: UInt32
    /// The twelve permission bits.
    let mode: UInt32
    let isFolder: Bool

    /// nil when there is no such file, or it may not be looked at.
    init?(path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        owner = status.st_uid
        mode = status.st_mode & 0o7777
        isFolder = status.st_mode & S_IFMT == S_IFDIR
    }
}
