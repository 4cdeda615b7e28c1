internal import Egress

/// The files that a build can use.
package enum BuildContext: Sendable {
    /// Files by their paths, such as `Dockerfile`.
    case files([String: [UInt8]])
    /// A folder of this host with all that is in it, but what its `.dockerignore` names.
    ///
    /// Symbolic links are sent as links, never followed. With `dockerfile` these bytes are sent as the Dockerfile,
    /// whatever it has become since they were read.
    case folder(OpenFolder, dockerfile: [UInt8]? = nil)

    /// Writes the archive; `dockerfile` is sent whatever is ignored.
    ///
    /// Throws `BuildContextFailure`, or `FetchFailure` when the transfer is over.
    func send(to upload: FetchUpload, dockerfile: String) async throws {
        do {
            switch self {
            case .files(let files):
                for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
                    try await upload.write(TarEntry(path: path, kind: .file(bytes: UInt64(bytes.count))).header)
                    try await upload.write(bytes + [UInt8](repeating: 0, count: TarEntry.padding(UInt64(bytes.count))))
                }
            case .folder(let folder, let content):
                try await ContextFolder(folder, dockerfile: dockerfile, content: content).send(to: upload)
            }
            try await upload.write(TarEntry.endOfArchive)
            upload.finish()
        } catch {
            upload.abort()
            throw error
        }
    }
}
