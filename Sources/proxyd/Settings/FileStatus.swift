internal import CLinux

/// What decides whether a file can be trusted with a secret.
struct FileStatus {
    let owner: UInt32
    /// The twelve permission bits.
    let mode: UInt32
    let isFolder: Bool

    /// nil when there is no such file, or it may not be looked at.
    init?(path: String) {
        var status = proxyd_file_status()
        guard unsafe proxyd_file_status_of(path, &status) == 0 else { return nil }
        owner = status.owner
        mode = status.mode & 0o7777
        isFolder = status.mode & 0o170000 == 0o040000
    }
}
